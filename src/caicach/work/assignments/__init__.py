"""Nhiệm vụ được giao: work given to a unit, from a document, with a due date and a result.

A giver (người giao: the Provincial Party Committee, the People's Committee, its Chairman, a department head, a plan)
gives it to a lead unit (cơ quan chủ trì) with coordinating units (cơ quan phối hợp). The unit accepts or returns it,
delegates it down the tree, reports, asks for more time, hands in; the giver confirms or sends back. Overdue is a
question about a day, never a flag. State secrets do not come in: at most their number, in a count.
"""
