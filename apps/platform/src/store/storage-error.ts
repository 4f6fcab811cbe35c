/** The store cannot take anything now: `full` (disk or quota) or `unavailable` (read-only, busy, input/output error). */
export class StorageFailure extends Error {
  readonly kind: 'full' | 'unavailable';
  constructor(kind: 'full' | 'unavailable', options?: { readonly cause: Error }) {
    super(`storage-${kind}`, options);
    this.name = 'StorageFailure';
    this.kind = kind;
  }
}

/**
 * Another process changed holders or calendars after `CampaignDirectory.campaignToSave`. Nothing was stored; the caller
 * starts again with `campaign`.
 */
export class StaleView extends Error {
  constructor() {
    super('stale-view');
    this.name = 'StaleView';
  }
}

/** The request contradicts what is stored, for example a calendar that does not exist or a token that another holder has. */
export class StorageRefusal extends Error {
  constructor(what: 'calendar' | 'access' | 'purged' | 'present' | 'absent') {
    super(what);
    this.name = 'StorageRefusal';
  }
}
