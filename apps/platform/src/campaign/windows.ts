/** The windows of a published campaign, as times in milliseconds, by the index of their calendar. */
import {
  type Calendar,
  type PublishedCampaign,
  type WindowState,
  windowState,
} from '@cloison/protocol/public';
import { PlatformError, type RefusalFacts } from '../base/platform-error.ts';

const compiled = new WeakMap<PublishedCampaign, readonly Calendar[]>();

/** Throws `bad-request` when a date does not exist or a window ends before it begins. */
export function calendarsOf(published: PublishedCampaign): readonly Calendar[] {
  let calendars = compiled.get(published);
  if (calendars === undefined) {
    calendars = published.calendars.map((windows) =>
      Object.fromEntries(
        Object.entries(windows).map(([pattern, { opens, closes }]) => {
          const window = { opensMs: Date.parse(opens), closesMs: Date.parse(closes) };
          if (!(window.opensMs <= window.closesMs)) throw new PlatformError('bad-request');
          return [pattern, window];
        }),
      ),
    );
    compiled.set(published, calendars);
  }
  return calendars;
}

/** The state of the window of `name` in one calendar. */
export function windowFor(
  published: PublishedCampaign,
  calendar: number,
  name: string,
  nowMs: number,
): WindowState {
  return windowState(calendarFor(published, calendar), name, nowMs);
}

const NO_WINDOWS: Calendar = {};

export function calendarFor(published: PublishedCampaign, calendar: number): Calendar {
  return calendarsOf(published)[calendar] ?? NO_WINDOWS;
}

/** The dates that a `window-closed` answer gives. */
export function datesOf(window: WindowState): RefusalFacts {
  if (window.kind === 'none') return {};
  return {
    opens: new Date(window.window.opensMs).toISOString(),
    closes: new Date(window.window.closesMs).toISOString(),
  };
}
