"""What people look at: tables, progress, pages."""
