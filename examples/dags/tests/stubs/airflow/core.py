"""DAGs, tasks, groups and edges."""

import logging
import re

_KEY = re.compile(r"^[\w.-]{1,250}$")

#: What every task accepts beside what its operator asks for.
BASE_ARGUMENTS = frozenset(
    "task_id dag owner retries retry_delay email email_on_failure on_failure_callback trigger_rule outlets inlets "
    "execution_timeout depends_on_past pool queue params doc_md".split()
)
#: What `default_args` of a DAG may hold; each operator takes those that it knows.
DAG_ARGUMENTS = frozenset(
    "description start_date schedule catchup max_active_runs max_active_tasks dagrun_timeout default_args "
    "template_searchpath tags params doc_md end_date".split()
)

created = []
"""Every DAG since the list was emptied; `DagBag` reads it after each file."""

_dags = []
_groups = []


class AirflowException(Exception):
    """As Airflow has it."""


class DuplicateTaskIdFound(AirflowException):
    """As Airflow has it."""


class Timetable:
    def __init__(self, schedule):
        if schedule is None:
            self.summary = "None"
        elif isinstance(schedule, str):
            self.summary = schedule
        elif isinstance(schedule, (list, tuple)) and schedule:
            self.summary = "Dataset"
        else:
            raise ValueError(f"{schedule!r} is no schedule")


class DAG:
    def __init__(self, dag_id, **arguments):
        unknown = sorted(set(arguments) - DAG_ARGUMENTS)
        if unknown:
            raise TypeError(f"DAG {dag_id} has no arguments {', '.join(unknown)}")
        if not _KEY.match(dag_id):
            raise AirflowException(f"The key {dag_id!r} has to be made of alphanumeric characters, dashes, dots and underscores")
        self.dag_id = dag_id
        self.description = arguments.get("description")
        self.start_date = arguments.get("start_date")
        self.catchup = arguments.get("catchup", True)
        self.tags = list(arguments.get("tags") or [])
        self.default_args = dict(arguments.get("default_args") or {})
        self.template_searchpath = arguments.get("template_searchpath")
        self.timetable = Timetable(arguments.get("schedule"))
        self.task_dict = {}
        self.fileloc = ""
        created.append(self)

    @property
    def tasks(self):
        return list(self.task_dict.values())

    def __enter__(self):
        _dags.append(self)
        return self

    def __exit__(self, *_):
        _dags.pop()


class Ordered:
    """Anything that stands before or behind tasks: a task, a group, the result of a task."""

    def first_tasks(self):
        raise NotImplementedError

    def last_tasks(self):
        raise NotImplementedError

    def set_downstream(self, other):
        for later in other if isinstance(other, (list, tuple)) else [other]:
            for task in self.last_tasks():
                for following in later.first_tasks():
                    task.downstream_task_ids.add(following.task_id)
                    following.upstream_task_ids.add(task.task_id)

    def set_upstream(self, other):
        for earlier in other if isinstance(other, (list, tuple)) else [other]:
            earlier.set_downstream(self)

    def __rshift__(self, other):
        self.set_downstream(other)
        return other

    def __lshift__(self, other):
        self.set_upstream(other)
        return other

    # A list on the left side: [a, b] >> c
    def __rrshift__(self, other):
        self.set_upstream(other)
        return self

    def __rlshift__(self, other):
        self.set_downstream(other)
        return self


class BaseOperator(Ordered):
    template_fields = ()

    def __init__(self, task_id=None, dag=None, **arguments):
        unknown = sorted(set(arguments) - BASE_ARGUMENTS)
        if unknown:
            raise TypeError(f"{type(self).__name__} has no arguments {', '.join(unknown)}")
        self.dag = dag or (_dags[-1] if _dags else None)
        if self.dag is None:
            raise AirflowException(f"The task {task_id} stands in no DAG")
        if not task_id or not _KEY.match(task_id):
            raise AirflowException(f"{task_id!r} is no task id")
        group = _groups[-1] if _groups else None
        self.task_id = task_id if group is None else f"{group.group_id}.{task_id}"
        if self.task_id in self.dag.task_dict:
            raise DuplicateTaskIdFound(f"Task id '{self.task_id}' has already been added to the DAG")
        everything = {**self.dag.default_args, **arguments}
        self.owner = everything.get("owner", "airflow")
        self.retries = everything.get("retries", 0)
        self.trigger_rule = everything.get("trigger_rule", "all_success")
        self.outlets = list(everything.get("outlets") or [])
        self.downstream_task_ids = set()
        self.upstream_task_ids = set()
        self.dag.task_dict[self.task_id] = self
        if group is not None:
            group.children.append(self)

    def first_tasks(self):
        return [self]

    last_tasks = first_tasks

    @property
    def output(self):
        return Result(self)

    @property
    def log(self):
        return logging.getLogger(f"airflow.task.{self.task_id}")

    def execute(self, context):
        raise NotImplementedError


def operator(name, required=(), optional=()):
    """An operator that keeps its arguments; those of `default_args` that it knows are filled in."""
    known = frozenset(required) | frozenset(optional)

    def __init__(self, **arguments):
        dag = arguments.get("dag") or (_dags[-1] if _dags else None)
        own = {key: value for key, value in (dag.default_args if dag else {}).items() if key in known}
        own.update({key: arguments.pop(key) for key in list(arguments) if key in known})
        missing = sorted(set(required) - set(own))
        if missing:
            raise AirflowException(f"missing keyword argument {', '.join(missing)}")
        BaseOperator.__init__(self, **arguments)
        self.__dict__.update(own)
        link(self, own)

    return type(name, (BaseOperator,), {"__init__": __init__})


def link(task, value):
    """A task that is given the result of another one stands behind it."""
    if isinstance(value, Result):
        task.set_upstream(value)
    elif isinstance(value, dict):
        for item in value.values():
            link(task, item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            link(task, item)


class Result(Ordered):
    """What a task will have returned."""

    def __init__(self, task):
        self.operator = task

    def first_tasks(self):
        return [self.operator]

    last_tasks = first_tasks


class TaskGroup(Ordered):
    def __init__(self, group_id, dag=None, tooltip=""):
        parent = _groups[-1] if _groups else None
        self.group_id = group_id if parent is None else f"{parent.group_id}.{group_id}"
        self.children = []
        if parent is not None:
            parent.children.append(self)

    def __enter__(self):
        _groups.append(self)
        return self

    def __exit__(self, *_):
        _groups.pop()

    def _tasks(self):
        for child in self.children:
            if isinstance(child, TaskGroup):
                yield from child._tasks()
            else:
                yield child

    def first_tasks(self):
        ids = {task.task_id for task in self._tasks()}
        return [task for task in self._tasks() if not task.upstream_task_ids & ids]

    def last_tasks(self):
        ids = {task.task_id for task in self._tasks()}
        return [task for task in self._tasks() if not task.downstream_task_ids & ids]
