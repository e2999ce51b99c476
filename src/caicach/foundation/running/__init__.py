"""Vận hành: setting an installation up, running it, looking after its health, saving and restoring it.

What must be loaded is declared by the apps (`foundation.records.setup`); what must be healthy is checked here.
"""
