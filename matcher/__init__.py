"""The demand side: diagnosis reports, needs, matching with solutions and financing."""
