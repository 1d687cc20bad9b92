class AirflowPlugin:
    name = None
    macros = []
