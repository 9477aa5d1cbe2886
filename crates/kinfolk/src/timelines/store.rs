//! SQL of markers.

db::statements! {
    /// How far somebody has read.
    pub(super) MARKERS: Point = "
        SELECT timeline, last_read_id, version, updated_at FROM markers WHERE {key:account_id:1}";

    /// Moves a marker.
    pub(super) MARKER_UPDATE: Point = "
        UPDATE markers SET last_read_id = $3, version = version + 1, updated_at = $4
        WHERE {key:account_id:1} AND timeline = $2 RETURNING version";

    /// The first marker of a timeline.
    pub(super) MARKER_INSERT: Point = "
        INSERT INTO markers (account_id, timeline, bucket, last_read_id, version, updated_at)
        VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT DO NOTHING";

    /// Forgets how far somebody has read.
    pub(super) MARKERS_DELETE: Point = "DELETE FROM markers WHERE {key:account_id:1}";
}
