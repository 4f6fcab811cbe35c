/** Local times of an IANA zone as instants, with the zone rules that Node brings (ICU). */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return /^[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)*$/.test(zone);
  } catch {
    return false;
  }
}

/** What a clock on the wall shows, as milliseconds of the same digits in UTC. */
function wallMs(zone: string, instantMs: number): number {
  const parts = formatOf(zone).formatToParts(instantMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((p) => p.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/**
 * The instant at which a clock of `zone` shows `local` (`2026-09-07T08:00`), in milliseconds; null when no clock ever does
 * (the hour that summer time skips, 31 February). Of two such instants, the first.
 */
export function instantOf(zone: string, local: string): number | null {
  const digits = Date.parse(`${local}:00Z`);
  if (Number.isNaN(digits) || !new Date(digits).toISOString().startsWith(local)) return null;
  const day = 86_400_000;
  const offsets = [digits - day, digits, digits + day].map((ms) => wallMs(zone, ms) - ms);
  const candidates = offsets.map((offset) => digits - offset).sort((a, b) => a - b);
  return candidates.find((ms) => wallMs(zone, ms) === digits) ?? null;
}
