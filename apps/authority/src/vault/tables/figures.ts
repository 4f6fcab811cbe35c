/** Tables of `figures/`. */
export const figuresTables = {
  /** Figures that were released to schools (figures/figures-store.ts). They are nobody's, and stay when the campaign is closed. */
  figures: `CREATE TABLE figures (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  release TEXT NOT NULL,              -- ReleaseRecord as JSON: what anybody may see
  means TEXT NOT NULL DEFAULT '{}',   -- mean score by code of area, as JSON, where the release shows the area's pupils
  PRIMARY KEY (campaign, domain, number)
) STRICT;`,
};
