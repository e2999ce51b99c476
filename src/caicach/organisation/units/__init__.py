"""Cơ quan, đơn vị: agencies and administrative areas of the party, state and front blocks through time.

A unit keeps its identity; its name, place, codes and legal basis are versions with a period. Mergers, splits and
endings (hợp nhất, sáp nhập, chia, tách, giải thể) are successions with their legal basis. Every question takes a day.
"""
