/** How commands show thresholds that change, before and after. */

import { alignedTable } from '@cloison/command';
import { METHOD_WORDS } from '../../analysis/report-words.ts';
import type { ChangePreview } from '../../standards/change-standards.ts';
import { type KeptStandard, thresholdsText } from '../../standards/standards-in-force.ts';
import type { Session } from '../frame/session.ts';

/** Nothing when nothing changes. */
export function showChanges(session: Session, changes: readonly ChangePreview[], applies: boolean): void {
  const fr = session.lang === 'fr';
  if (changes.length === 0) return;
  const groups = ({ needs, fragile, satisfactory }: ChangePreview['groupsBefore']) =>
    `${needs} / ${fragile} / ${satisfactory}`;
  session.print(
    alignedTable(
      session.lang,
      fr
        ? ['domaine', 'méthode', 'seuils', 'nouveaux', 'groupes', 'nouveaux groupes', 'élèves qui changent']
        : ['domain', 'method', 'thresholds', 'new', 'groups', 'new groups', 'pupils who change'],
      changes.map((one) => [
        one.domain,
        METHOD_WORDS[one.method]?.[session.lang] ?? one.method,
        thresholdsText(one.before, one.formsBefore, ' / ', session.lang),
        thresholdsText(one.thresholds, one.forms, ' / ', session.lang),
        groups(one.groupsBefore),
        groups(one.groupsAfter),
        `${one.moved} / ${one.pupils}`,
      ]),
    ),
  );
  if (!applies)
    session.print(
      session.say({
        fr: 'Rien n’a changé. Pour mettre ces seuils en vigueur : --apply --reason "…".',
        en: 'Nothing has changed. To put these thresholds into force: --apply --reason "…".',
      }),
    );
}

export function sayApplied(session: Session, applied: KeptStandard | null): void {
  session.print(
    session.say(
      applied === null
        ? {
            fr: 'Ces seuils étaient déjà en vigueur : rien n’a changé.',
            en: 'These thresholds were in force already: nothing has changed.',
          }
        : {
            fr: 'Seuils en vigueur. « cloison campaign serve » réédite les restitutions et les envoie ; jusque-là, « cloison standards undo » revient en arrière.',
            en: 'Thresholds in force. “cloison campaign serve” issues the reports again and sends them; until then, “cloison standards undo” goes back.',
          },
    ),
  );
}
