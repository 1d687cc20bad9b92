"""@dag, @task and @task_group."""

import functools
import inspect

from airflow.core import BASE_ARGUMENTS, DAG, BaseOperator, Result, TaskGroup, _dags, link


def dag(dag_id=None, **arguments):
    if callable(dag_id):
        return dag()(dag_id)

    def decorate(function):
        @functools.wraps(function)
        def make(*args, **kwargs):
            with DAG(dag_id or function.__name__, doc_md=function.__doc__, **arguments) as made:
                function(*args, **kwargs)
            return made

        return make

    return decorate


class _Task:
    """A function that becomes a task each time it is called while a DAG is built."""

    def __init__(self, function, arguments):
        self.function = function
        self.arguments = arguments
        functools.update_wrapper(self, function)

    def __call__(self, *args, **kwargs):
        inspect.signature(self.function).bind(*args, **kwargs)
        return self._add(args, kwargs)

    def partial(self, **kwargs):
        return _Mapped(self, kwargs)

    def expand(self, **kwargs):
        return _Mapped(self, {}).expand(**kwargs)

    def _add(self, args, kwargs):
        arguments = dict(self.arguments)
        task_id = arguments.pop("task_id", self.function.__name__)
        taken = _dags[-1].task_dict if _dags else {}
        number, wanted = 0, task_id
        while task_id in taken:
            number += 1
            task_id = f"{wanted}__{number}"
        own = {key: value for key, value in arguments.items() if key in BASE_ARGUMENTS}
        task = BaseOperator(task_id=task_id, **own)
        task.python_callable = self.function
        link(task, list(args))
        link(task, kwargs)
        return Result(task)


class _Mapped:
    def __init__(self, task, partial):
        self.task = task
        self.given = partial

    def expand(self, **kwargs):
        if not kwargs:
            raise TypeError("expand() needs at least one argument")
        inspect.signature(self.task.function).bind(**self.given, **kwargs)
        return self.task._add((), {**self.given, **kwargs})


_SENSOR_ARGUMENTS = ("mode", "poke_interval", "timeout", "soft_fail")


def _task(function=None, **arguments):
    if function is not None:
        return _Task(function, arguments)
    return lambda wrapped: _Task(wrapped, arguments)


def _sensor(function=None, **arguments):
    rest = {key: value for key, value in arguments.items() if key not in _SENSOR_ARGUMENTS}
    return _task(function, **rest)


task = _task
task.sensor = _sensor


def task_group(function=None, group_id=None):
    if function is None:
        return lambda wrapped: task_group(wrapped, group_id)

    @functools.wraps(function)
    def make(*args, **kwargs):
        with TaskGroup(group_id or function.__name__) as group:
            result = function(*args, **kwargs)
        return group if result is None else result

    return make
