"""Reading diagnosis reports: docx, pdf, xlsx, txt and md become located text."""
