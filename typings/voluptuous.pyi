# Home Assistant puts probatio in voluptuous's place when it starts.
from probatio import *
