import { createInterface } from 'node:readline/promises';
import { apart, exactlyOne, file, fileToWrite, flag, needs, optional, origin, text } from '@cloison/command';
import { campaignRow, chooseCampaign } from '../../campaign/campaign-row.ts';
import { readCertificate } from '../../close/certificate.ts';
import { certificatePage } from '../../close/certificate-page.ts';
import { certificatePaper } from '../../close/certificate-paper.ts';
import { closeByCertificate, closeCampaign, closingCertificate } from '../../close/close-campaign.ts';
import { closingPreview, requireWindowsOver } from '../../close/closing-preview.ts';
import { refuseClose } from '../../close/refusals.ts';
import { writeStatement } from '../../close/write-statement.ts';
import { journalHead } from '../../journal/journal.ts';
import { verifyCertificate } from '../../verify/verify-certificate.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { connectionOf, patienceOption, platformWords } from '../frame/platform-options.ts';
import { printAnchor } from '../frame/print-anchor.ts';
import type { Session } from '../frame/session.ts';
import { stepBars } from '../frame/step-bars.ts';
import { showClosingPreview } from './show-closing-preview.ts';
import { showRecognised } from './show-recognised.ts';

export const closeVerb = campaignVerb({
  name: 'close',
  roles: ['agent', 'custodian'],
  twoPersons: 'close',
  shownFirst(session, vault) {
    const name = chooseCampaign(vault, session.campaignName);
    if (campaignRow(vault, name).state !== 'open') return;
    const preview = closingPreview(vault, name, session.actor.now(), session.keysFolder);
    showClosingPreview(session, preview);
    session.event({ kind: 'preview', ...preview });
  },
  summary: {
    fr: 'ferme la campagne : efface la plateforme, détruit la clé, signe le certificat',
    en: 'closes the campaign: erases the platform, destroys the key, signs the certificate',
  },
  options: {
    platform: optional(origin(), platformWords),
    certificate: optional(file({ mostMegabytes: 16 }), {
      fr: 'le certificat (JSON) d’une fermeture que ce coffre, repris d’une sauvegarde d’avant elle, ne connaît pas : il la finit chez lui, sans la plateforme',
      en: 'the certificate (JSON) of a closing that this vault, put back from a backup of before, does not know: it finishes it on its side, without the platform',
    }),
    patience: patienceOption,
    yes: flag({ fr: 'ne pas demander de confirmation', en: 'do not ask for confirmation' }),
    leaveCopies: flag({
      fr: 'continuer sans les copies de la clé hors d’atteinte ; le certificat les nomme',
      en: 'go on without copies of the key that are out of reach; the certificate names them',
    }),
    leaveRelays: flag({
      fr: 'fermer sans ce que des portables n’ont pas rapporté : illisible pour toujours',
      en: 'close without what laptops have not brought back: unreadable for ever',
    }),
    withoutStatement: optional(text({ fr: 'raison', en: 'reason' }), {
      fr: 'fermer bien que la plateforme ne donne aucune attestation d’effacement valable ; à deux, et le certificat le dit',
      en: 'close although the platform gives no valid statement of erasure; takes two persons, and the certificate says so',
    }),
    withoutCollection: flag({
      fr: 'fermer aussi sans la dernière collecte : la plateforme a disparu, ou ne la laisse jamais finir ; ce qui n’est pas recueilli ne sera jamais lu',
      en: 'close without the last collection too: the platform is gone, or never lets it end; what was not collected is never read',
    }),
    despiteWindows: optional(text({ fr: 'jour', en: 'day' }), {
      fr: 'fermer avant la fin de la dernière fenêtre, dont c’est le jour (AAAA-MM-JJ)',
      en: 'close before the last window ends, whose day this is (YYYY-MM-DD)',
    }),
  },
  // Without a question, what is destroyed is named.
  rules: [
    exactlyOne('platform', 'certificate'),
    needs('yes', 'campaign'),
    needs('withoutCollection', 'withoutStatement'),
    apart('certificate', 'withoutStatement'),
    apart('certificate', 'leaveRelays'),
    apart('certificate', 'despiteWindows'),
  ],
  examples: [
    'cloison campaign close --platform https://evaluation.example/',
    'cloison campaign close --campaign 2026-6e --certificate certificat-2026-6e.json --yes',
    'cloison campaign close --platform https://evaluation.example/ --without-collection --without-statement "hébergeur en liquidation"',
  ],
  run: async (session, options) => {
    const vault = session.vault();
    const name = chooseCampaign(vault, session.campaignName);
    // A closing that has begun is past all questions.
    if (campaignRow(vault, name).state === 'open') {
      if (options.certificate === undefined) {
        requireWindowsOver(
          closingPreview(vault, name, session.actor.now(), session.keysFolder),
          options.despiteWindows,
        );
      }
      if (!options.yes && !process.stdin.isTTY) throw refuseClose('closing-unconfirmed', { campaign: name });
    }
    const bars = stepBars(session);
    const label = session.say({ fr: 'Fermeture', en: 'Closing' });
    const shared = {
      leaveCopies: options.leaveCopies,
      signal: session.signal,
      ...(options.yes ? {} : { confirm: () => confirm(session, name) }),
      onStep: (_step: unknown, count: number, total: number) => bars.show(label, count, total),
    };
    if (options.certificate !== undefined) {
      const { signed } = await verifyCertificate(options.certificate, null);
      const keys = session.keys();
      const done = await closeByCertificate(vault, keys, session.actor, name, signed, shared).finally(() =>
        bars.end(),
      );
      // Of a campaign that is closed already, it may be another one than that of the file.
      const { certificate } = await readCertificate(done.certificate, null);
      showRecognised(session, certificate, done.researchRows);
      printAnchor(session, journalHead(session.vault()));
      return { campaign: name, counts: done.counts, researchRows: done.researchRows };
    }
    const done = await closeCampaign(vault, session.keys(), session.actor, name, {
      // The rules above ask for a platform where there is no certificate.
      ...connectionOf(session, { platform: options.platform ?? '', patience: options.patience }),
      ...shared,
      leaveRelays: options.leaveRelays,
      withoutCollection: options.withoutCollection,
      ...(options.withoutStatement === undefined ? {} : { withoutStatement: options.withoutStatement }),
    }).finally(() => bars.end());
    session.print(
      session.say(
        {
          fr: 'Campagne {name} fermée. {rows} ligne(s) pseudonyme(s) gardée(s) pour la recherche. Certificat : « cloison campaign certificate ».',
          en: 'Campaign {name} closed. {rows} pseudonymous rows kept for research. Certificate: “cloison campaign certificate”.',
        },
        { name, rows: done.researchRows },
      ),
    );
    printAnchor(session, journalHead(session.vault()));
    return { campaign: name, counts: done.counts, researchRows: done.researchRows };
  },
});

async function confirm(session: Session, name: string): Promise<void> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = session.say(
      {
        fr: 'Fermer détruit les noms, les codes et les réponses de {name}, pour toujours. Tapez le nom de la campagne pour confirmer : ',
        en: 'Closing destroys the names, codes and answers of {name}, for ever. Type the name of the campaign to confirm: ',
      },
      { name },
    );
    const typed = await reader.question(question, { signal: session.signal });
    if (typed.trim() !== name) throw refuseClose('closing-unconfirmed', { campaign: name });
  } finally {
    reader.close();
  }
}

export const certificateVerb = campaignVerb({
  name: 'certificate',
  roles: null,
  summary: {
    fr: 'écrit le certificat de fermeture : JSON signé, page à lire, PDF à imprimer',
    en: 'writes the certificate of closing: signed JSON, a page to read, a PDF to print',
  },
  options: {
    out: optional(fileToWrite(), {
      fr: 'fichier JSON ; la page et le PDF s’écrivent à côté',
      en: 'JSON file; the page and the PDF are written beside it',
    }),
  },
  examples: ['cloison campaign certificate --out certificat.json'],
  run: async (session, options) => {
    const vault = session.vaultToRead();
    const name = chooseCampaign(vault, session.campaignName);
    const signed = closingCertificate(vault, name);
    const read = await readCertificate(signed, null);
    const { out, page, pdf } = writeStatement(options.out ?? `certificat-${name}.json`, signed, {
      page: certificatePage(read),
      paper: await certificatePaper(signed, read),
    });
    session.print(
      session.say(
        {
          fr: 'Certificat écrit : {out}, {page} et {pdf}. Clé : {key}',
          en: 'Certificate written: {out}, {page} and {pdf}. Key: {key}',
        },
        { out, page, pdf, key: read.key },
      ),
    );
    return { campaign: name, out, page, pdf, key: read.key };
  },
});
