"""What the pages of a plan show: targets with their lights, tasks with their progress, who is late."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from caicach.steering.indicators.models import Value
from caicach.steering.indicators.queries import approved_of, points_of, rules_in_force, values_of
from caicach.steering.indicators.rules.status import Light, Status, resolved, status_of
from caicach.steering.indicators.rules.targets import Target
from caicach.steering.plans.models import Objective, Plan, Progress, Task
from caicach.steering.plans.queries.progress import TaskProgress, progress_of_tasks
from caicach.steering.plans.rules.weights import Weighed, rolled_up

NO_TARGET = Status(Light.NONE, "Mục tiêu định tính, không có chỉ tiêu bằng số.")


@dataclass(frozen=True, slots=True)
class ObjectiveState:
    """An objective with the light of its target and the values behind it (oldest first).

    `target` is what is demanded on the day: by the decision in force, a relative one by the figure of its base year.
    """

    objective: Objective
    status: Status
    values: tuple[Value, ...]
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task with its progress and its state by date on a day."""

    task: Task
    progress: TaskProgress
    state: str


def objective_states(
    plan: Plan,
    *,
    on: date,
    objectives: Iterable[Objective] | None = None,
    values: Iterable[Value] | None = None,
) -> list[ObjectiveState]:
    """The plan's objectives in order with lights as of `on`, two queries for all (three where a decision waits).

    Values are those of the plan's own unit (`values`, oldest first, where the caller has read them). The period of a
    target runs to the end of its year.
    """
    if objectives is None:
        objectives = (
            Objective.objects.filter(version_id=plan.current_id)
            .select_related("target__indicator")
            .order_by("position")
        )
    rows = list(objectives)
    indicators = {o.target.indicator_id for o in rows if o.target}
    known = values_of(indicators, unit_id=plan.unit_id) if values is None else approved_of(values)
    rules = rules_in_force([o.target for o in rows if o.target], on=on)
    return [_objective_state(plan, o, known, rules, on) for o in rows]


def _objective_state(
    plan: Plan, objective: Objective, values: dict[UUID, list[Value]], rules: dict[UUID, Target], on: date
) -> ObjectiveState:
    if objective.target is None:
        return ObjectiveState(objective, NO_TARGET, ())
    known = tuple(values.get(objective.target.indicator_id, ()))
    points = points_of(known)
    target = resolved(rules[objective.target.pk], [point for point in points if point.on <= on])
    end = date(objective.target.year or plan.last_year, 12, 31)
    start = min(date(plan.first_year, 1, 1), end)
    status = status_of(target, points, start=start, end=end, on=on)
    return ObjectiveState(objective, status, known, target)


def task_states(
    plan: Plan, *, on: date, tasks: Iterable[Task] | None = None, reports: Iterable[Progress] | None = None
) -> list[TaskState]:
    """Tasks of the plan in force in order, with progress and state on a day; three queries for all.

    `tasks` and all `reports` on them, oldest first, where the caller has read them.
    """
    if tasks is None:
        tasks = Task.objects.filter(version_id=plan.current_id).order_by("position")
    rows = list(tasks)
    progress = progress_of_tasks(plan, [t.origin for t in rows], reports=reports)
    return [TaskState(t, progress[t.origin], progress[t.origin].state(t.due_on, on)) for t in rows]


def progress_together(states: Iterable[TaskState]) -> Decimal | None:
    """Tiến độ chung of the tasks, by their weights, in per cent; None when there is nothing to add up."""
    found = rolled_up(Weighed(Decimal(state.progress.percent), state.task.weight) for state in states)
    return None if found is None else round(found, 1)


def lights(states: Iterable[ObjectiveState]) -> Counter[Light]:
    """How many objectives of each light."""
    return Counter(state.status.light for state in states)


def task_counts(states: Iterable[TaskState]) -> Counter[str]:
    """How many tasks in each state by date."""
    return Counter(state.state for state in states)
