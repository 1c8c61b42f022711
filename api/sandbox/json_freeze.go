package sandbox

// freezeJSON is a freeze period: two cron expressions and the zone they count in.
// gitlab: lib/api/entities/freeze_period.rb
type freezeJSON struct {
	ID        int64  `json:"id"`
	Start     string `json:"freeze_start"`
	End       string `json:"freeze_end"`
	Zone      string `json:"cron_timezone"`
	CreatedAt stamp  `json:"created_at"`
	UpdatedAt stamp  `json:"updated_at"`
}

func freezeJSONOf(f freezePeriod) freezeJSON {
	return freezeJSON{ID: f.id, Start: f.start, End: f.end, Zone: f.zone, CreatedAt: stamp(f.created), UpdatedAt: stamp(f.created)}
}
