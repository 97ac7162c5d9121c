from hypothesis import settings

# A machine that is busy is slow, and that is no finding.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
