import type { Words } from '@cloison/command/refusal';
import type { ClosingPreview } from '../../close/closing-preview.ts';
import { megabytes } from '../../close/closing-room.ts';
import type { CopyPlace } from '../../keys/copies.ts';
import { sayIso } from '../../time/format-time.ts';
import type { Session } from '../frame/session.ts';

const PLACES: Readonly<Record<CopyPlace, Words>> = {
  present: { fr: 'sera détruite', en: 'will be destroyed' },
  other: { fr: 'un autre fichier est à sa place', en: 'another file is in its place' },
  absent: { fr: 'absente de son dossier', en: 'not in its folder' },
  unreachable: { fr: 'hors d’atteinte : branchez son support', en: 'out of reach: connect its medium' },
};
/** Windows shown one by one; the others are counted. */
const SHOWN = 6;

/** On stderr, before any question, and with `--yes` too. */
export function showClosingPreview(session: Session, preview: ClosingPreview): void {
  const { lang } = session;
  const note = (words: Words, values = {}) => session.note(session.say(words, values));
  const at = (iso: string | null) =>
    iso === null ? session.say({ fr: 'jamais', en: 'never' }) : sayIso(iso)[lang];
  note(
    {
      fr: 'Fermeture de {campaign}. Dernier recueil : {last}.',
      en: 'Closing {campaign}. Last collection: {last}.',
    },
    { campaign: preview.campaign, last: at(preview.lastCollection) },
  );
  for (const one of preview.sequences) {
    note(
      {
        fr: '  {sequence} : {final} terminé(s) sur {expected}, {unfinished} {unfinished|inachevé|inachevés}, {neverBegun} jamais {neverBegun|commencé|commencés}, {absent} {absent|absent|absents}',
        en: '  {sequence}: {final} final of {expected}, {unfinished} unfinished, {neverBegun} never begun, {absent} absent',
      },
      { ...one },
    );
  }
  for (const { sequence, areaTitle, zone, until } of preview.openWindows.slice(0, SHOWN)) {
    note(
      {
        fr: '  ! fenêtre encore ouverte : {sequence}, {area}, jusqu’au {until}',
        en: '  ! window still open: {sequence}, {area}, until {until}',
      },
      { sequence, area: areaTitle[lang], until: sayIso(until, zone)[lang] },
    );
  }
  const more = preview.openWindows.length - SHOWN;
  if (more > 0)
    note({ fr: '  ! et {more} autre(s) fenêtre(s)', en: '  ! and {more} other window(s)' }, { more });
  for (const label of preview.laptopsOut) {
    note(
      {
        fr: '  ! le portable « {label} » n’a rien rapporté',
        en: '  ! laptop “{label}” has brought nothing back',
      },
      { label },
    );
  }
  if (preview.cohort !== null) {
    note(
      {
        fr: '  {mark} cohorte {name} : {count} élève(s) avec une épreuve et sans identifiant ; ses clés restent jusqu’au {until}',
        en: '  {mark} cohort {name}: {count} pupil(s) with a sitting and without an identifier; its keys stay until {until}',
      },
      {
        mark: preview.cohort.withoutIdentifier > 0 ? '!' : '·',
        name: preview.cohort.name,
        count: preview.cohort.withoutIdentifier,
        until: preview.cohort.until,
      },
    );
  }
  for (const { path, place } of preview.copies) {
    note(
      { fr: '  clé {path} : {place}', en: '  key {path}: {place}' },
      { path, place: session.say(PLACES[place]) },
    );
  }
  const { neededBytes, freeBytes } = preview.room;
  note(
    {
      fr: '  disque du coffre : environ {needed} Mo pour un temps, {free} Mo libres',
      en: '  disk of the vault: some {needed} MB for a while, {free} MB free',
    },
    { needed: megabytes(neededBytes), free: megabytes(freeBytes) },
  );
}
