"""Pages of the organisation. Reading goes through `visible_to`, writing through the services."""
