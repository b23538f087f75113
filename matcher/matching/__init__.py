"""From needs to recommendations: candidates, hard conditions, a score of named parts, reasons, honest gaps."""
