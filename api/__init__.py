"""The composition root: settings, command line, JSON routes and pages over the domain packages."""
