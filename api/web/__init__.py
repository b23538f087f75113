"""The pages: routes, presenters that turn values into page data, templates that only loop and branch."""
