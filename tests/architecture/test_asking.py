"""Every operation asks whether the person may, or is known to be nobody's choice."""

from tests.architecture.calls import without

ASKING = {
    "by.require",
    "by.may",
    "by.has",
    "visible_users",
    "Writing",
}  # `Writing` of units asks before it opens

CALLED_BY_OPERATIONS_THAT_ASKED = "part of operations that asked"
BY_THE_SYSTEM = "done by the clock, the worker or the command line"
ONES_OWN = "about nobody but the person"
WITHOUT_ASKING = {
    "foundation/audit.record": CALLED_BY_OPERATIONS_THAT_ASKED,
    "foundation/audit.record_many": CALLED_BY_OPERATIONS_THAT_ASKED,
    "foundation/files.release": CALLED_BY_OPERATIONS_THAT_ASKED,
    "foundation/files.scan": BY_THE_SYSTEM,
    "foundation/files.store": CALLED_BY_OPERATIONS_THAT_ASKED,
    "foundation/papers.forget_old_papers": BY_THE_SYSTEM,
    "foundation/papers.make_paper": BY_THE_SYSTEM,
    "foundation/papers.mark_failed": BY_THE_SYSTEM,
    "foundation/papers.request_paper": "a page that may be read may be printed",
    "foundation/records.create_installation": BY_THE_SYSTEM,
    "foundation/records.load_step": BY_THE_SYSTEM,
    "foundation/search.follow_log": BY_THE_SYSTEM,
    "foundation/search.rebuild": BY_THE_SYSTEM,
    "foundation/search.refresh_kind": BY_THE_SYSTEM,
    "foundation/worktime.recalculating": CALLED_BY_OPERATIONS_THAT_ASKED,
    "foundation/worktime.store_published": CALLED_BY_OPERATIONS_THAT_ASKED,
    "organisation/access.load_reference": BY_THE_SYSTEM,
    "organisation/access.make_samples": BY_THE_SYSTEM,
    "organisation/notices.choose": ONES_OWN,
    "organisation/notices.mark_all_seen": ONES_OWN,
    "organisation/notices.mark_seen": ONES_OWN,
    "organisation/notices.notify": CALLED_BY_OPERATIONS_THAT_ASKED,
    "organisation/notices.notify_many": CALLED_BY_OPERATIONS_THAT_ASKED,
    "organisation/notices.open_delivery": ONES_OWN,
    "organisation/notices.remind": BY_THE_SYSTEM,
    "organisation/notices.send_digests": BY_THE_SYSTEM,
    "organisation/notices.send_waiting": BY_THE_SYSTEM,
    "organisation/personnel.end_post_now": CALLED_BY_OPERATIONS_THAT_ASKED,
    "organisation/units.hand_over": CALLED_BY_OPERATIONS_THAT_ASKED,
    "organisation/units.hand_over_due": BY_THE_SYSTEM,
    "sites/api.revoke_key": "refuses any key but one's own",
    "steering/indicators.take_readings": BY_THE_SYSTEM,
    "steering/plans.hand_over_drafts": CALLED_BY_OPERATIONS_THAT_ASKED,
    "steering/plans.hand_over_tasks": CALLED_BY_OPERATIONS_THAT_ASKED,
    "steering/plans.make_samples": BY_THE_SYSTEM,
    "work/assignments.derive_due": BY_THE_SYSTEM,
    "work/assignments.give_checked": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.hand_over_person": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.hand_over_unit": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.move_due": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.put_into_effect": BY_THE_SYSTEM,
    "work/assignments.remark": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.save": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.tell": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.tell_given": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.tell_moved": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.tell_partners": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.tell_relieved": CALLED_BY_OPERATIONS_THAT_ASKED,
    "work/assignments.withdraw_parts": CALLED_BY_OPERATIONS_THAT_ASKED,
}


def test_every_operation_asks_whether_the_person_may_or_is_known_to_need_not():
    assert without(ASKING) == sorted(WITHOUT_ASKING)
