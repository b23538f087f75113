"""From a read report to needs: who the enterprise is, what it asks for, and the sentence that says so."""
