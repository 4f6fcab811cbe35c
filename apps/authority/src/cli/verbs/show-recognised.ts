/** What `campaign close --certificate` has done, and what is left of the closing that this vault did not know. */
import type { Certificate } from '../../close/certificate.ts';
import { lostResearch } from '../../close/recognise-closing.ts';
import { sayIso } from '../../time/format-time.ts';
import type { Session } from '../frame/session.ts';

/** `researchRows`: of that closing, in this vault. */
export function showRecognised(session: Session, certificate: Certificate, researchRows: number): void {
  const { campaign: name, at } = certificate;
  session.print(
    session.say(
      {
        fr: 'Campagne {name} fermée dans ce coffre aussi, d’après le certificat du {at}, qu’il garde.',
        en: 'Campaign {name} closed in this vault too, by the certificate of {at}, which it keeps.',
      },
      { name, at: sayIso(at)[session.lang] },
    ),
  );
  const lost = lostResearch(session.vault(), certificate, researchRows);
  if (lost === null) return;
  session.note(
    session.say(
      {
        fr: 'Les {rows} lignes de recherche de cette fermeture ne sont pas dans ce coffre : elles n’étaient que dans celui qui a été perdu, et dans ses sauvegardes d’après la fermeture.',
        en: 'The {rows} research rows of that closing are not in this vault: they were only in the one that was lost, and in its backups of after the closing.',
      },
      { rows: lost.rows },
    ),
  );
  if (lost.key === null) return;
  session.note(
    session.say(
      {
        fr: 'Leur clé est encore là, inscrite maintenant : {path}. S’il n’y a plus de telle sauvegarde, elle n’ouvre plus rien : « cloison campaign destroy-research --campaign {name} » la détruit.',
        en: 'Their key is still there, registered now: {path}. If there is no such backup left, it opens nothing any more: “cloison campaign destroy-research --campaign {name}” destroys it.',
      },
      { name, path: lost.key },
    ),
  );
}
