"""Pages under /nhiem-vu/."""
