-- The platform's id of a template: it is revised by its id, and never by its name (CLOUD_API 3.7). Null until the platform said it.
ALTER TABLE template ADD COLUMN platform_id text;
