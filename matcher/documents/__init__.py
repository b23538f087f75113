"""Reading diagnosis reports: docx, pdf, xlsx, txt, md and pictures of pages become located text."""
