"""Thông báo, đôn đốc: what people are told, through inbox and e-mail, and whether they have opened it.

An operation above says what happened (`notify_many`), to people or to whoever holds a permission in a unit; each
person's preferences decide the channel. Reminders (nhắc việc) go out by working days before the due date, each rung
once. Kinds are declared as permissions are: `notice_kind("assignments.given", "Được giao nhiệm vụ")`.
"""
