-- What a caller of the compatible door wants to hear back with every status of its message (CLOUD_API 3.1, biz_opaque_callback_data). On the
-- wire its place is taken by our own id of the message and the attempt (RT-04), so it is kept here. Null for nearly all.
ALTER TABLE message ADD COLUMN caller_data text;
