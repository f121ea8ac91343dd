package dev.sluice.monitoring;

import java.util.List;

/**
 * A dashboard, as it is written down.
 *
 * @param of a metric whose series have the jobs and instances that may be chosen
 */
public record Dashboard(String uid, String title, String about, String of, List<Row> rows) {

    public Dashboard {
        rows = List.copyOf(rows);
    }

    /** Panels under one heading. */
    public record Row(String title, List<Panel> panels) {

        public Row {
            panels = List.copyOf(panels);
        }
    }

    /** All panels, in order. */
    public List<Panel> panels() {
        return rows.stream().flatMap(row -> row.panels().stream()).toList();
    }
}
