"""What all tests share."""

from hypothesis import HealthCheck, settings

# The machines of CI vary in speed: a slow example is no failure. Examples are the same on every run.
settings.register_profile(
    "project", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("project")
