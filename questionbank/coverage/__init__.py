"""Where the bank has items and where it has holes: knowledge point x kind x difficulty."""
