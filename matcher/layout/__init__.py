"""How a report is laid out: its parts, its tables as records, ticks and levels as they are written. No judgement of needs."""
