/** Incidents: what the platform did, what was set apart, what to do. */

import type { IncidentKind, QuarantineReason } from '@cloison/console-messages';
import { inEnglish, inFrench } from './counts.ts';

const fr = {
  none: 'Rien à signaler : aucun envoi mis à l’écart, aucune réponse anormale de la plateforme.',
  platform: 'Ce que la plateforme n’aurait pas dû faire',
  platformAbout:
    'Rien de ce qui a été recueilli n’est perdu : le coffre garde ce qu’il a vu. Mais prévenez l’exploitant.',
  quarantine: 'Envois mis à l’écart',
  quarantineAbout: 'Ils ne comptent pas. La trace est gardée, pas le contenu.',
  observations: 'Passations à regarder',
  apart: (count: string) =>
    `${count} · passations de codes utilisés par un autre : sans nom, hors statistiques`,
  remedy: 'Que faire :',
  records: (count: string) => inFrench`${count} enregistrement(s)`,
  recordsTimes: (records: string, times: string) => inFrench`${records} enregistrement(s), ${times} fois`,
  envelopes: (count: string) => inFrench`${count} envoi(s)`,
  last: (at: string) => `la dernière fois le ${at}`,
  rollback: {
    what: 'La plateforme a montré des versions plus anciennes que celles déjà vues',
    remedy:
      'Une sauvegarde y a sans doute été remise en place. Prévenez l’exploitant, puis publiez de nouveau en cochant « Tout renvoyer ».',
  },
  remedies: {
    'unreadable-head': 'Demandez à l’exploitant ce qui est arrivé à son stockage. L’ancienne version compte.',
    fork: 'Demandez si deux copies de la plateforme tournent. La version écartée est gardée à part.',
    'after-final': 'Rien à faire pour l’élève : sa version définitive compte. Signalez-le à l’exploitant.',
    'after-revocation':
      'Ce qui est fait avec le nouveau code passe avant. Prévenez la sécurité : quelqu’un se sert de l’ancien code avec l’aide de la plateforme, ou elle avait retenu cette version.',
    'audit-silent': 'Demandez à l’exploitant s’il a perdu des données. Recueillez de nouveau dans l’heure.',
    'audit-unreadable': 'Demandez à l’exploitant de vérifier son disque.',
    'audit-swapped':
      'Arrêtez de vous fier à cette plateforme : une réponse a été échangée. Prévenez la sécurité.',
    'newer-missing':
      'Recueillez de nouveau ; si cela dure, le flux retient des envois : prévenez l’exploitant.',
    'beside-missing': 'Rien n’est perdu. Le flux avait retenu des envois : prévenez l’exploitant.',
    'branches-full':
      'Un même code sert à beaucoup de machines à la fois : regardez qui s’en sert, puis remplacez-le.',
    'names-full':
      'Rien à faire pour l’élève : ce qu’il a à passer est recueilli. La plateforme invente des enregistrements, ou un code sert à l’éprouver : prévenez la sécurité.',
    'impossible-time': 'L’horloge de la plateforme est fausse : demandez qu’elle soit remise à l’heure.',
    'feed-unreadable':
      'La plateforme n’est pas de la bonne version, ou est abîmée : demandez laquelle tourne.',
    'unreadable-rescue':
      'Demandez à l’école de renvoyer son fichier de secours, et vérifiez de qui il vient.',
    'feed-endless': 'Arrêtez le recueil et prévenez l’exploitant : son flux tourne en rond.',
    'feed-rewound':
      'Demandez à l’exploitant s’il a rétabli une sauvegarde. Si oui, publiez de nouveau en cochant « Tout renvoyer » ; sinon, ne vous fiez plus à cette plateforme.',
    'documents-newer':
      'Si vous venez de rétablir une sauvegarde du coffre, rien : ils sont envoyés de nouveau. Sinon la plateforme refuse ce que les écoles attendent : prévenez l’exploitant.',
    'card-other': 'Publiez de nouveau en cochant « Tout renvoyer ».',
    'code-unknown':
      'Qui a ce code ne peut pas entrer. Publiez de nouveau en cochant « Tout renvoyer », et demandez à l’exploitant s’il a perdu des données. Si cela persiste après le rétablissement du coffre, remplacez ce code.',
    'code-not-revoked':
      'Un ancien code sert encore. Publiez de nouveau en cochant « Tout renvoyer » ; si cela persiste, ne vous fiez plus à cette plateforme et prévenez la sécurité.',
    'windows-other':
      'Des élèves trouveraient porte close, ou ouverte trop tôt. Publiez de nouveau en cochant « Tout renvoyer ».',
    'document-missing':
      'Des élèves ou des écoles n’ont pas ce qui leur est destiné. Publiez de nouveau en cochant « Tout renvoyer », avant le jour des épreuves.',
    'document-other':
      'Publiez de nouveau en cochant « Tout renvoyer ». Si cela persiste, quelqu’un sert autre chose : prévenez la sécurité.',
    'content-missing':
      'Les pages ne trouveraient rien le jour des épreuves. Publiez de nouveau en cochant « Tout renvoyer ».',
    'content-other':
      'Les pages refusent un fichier altéré : l’épreuve ne s’ouvrirait pas. Publiez de nouveau en cochant « Tout renvoyer », et prévenez l’exploitant.',
    'key-missing':
      'Des élèves attendent pour commencer. Publiez de nouveau en cochant « Tout renvoyer », tout de suite.',
    'key-other': 'Le contenu ne s’ouvre pas. Publiez de nouveau en cochant « Tout renvoyer », tout de suite.',
    'routing-missing':
      'L’élève a continué par le module de repli, et son résultat compte. Publiez de nouveau en cochant « Tout renvoyer » pour ceux qui suivent.',
    'served-unreadable':
      'La plateforme n’est pas de la bonne version, est abîmée, ou autre chose répond à sa place : demandez à l’exploitant.',
  } satisfies Readonly<Record<IncidentKind, string>>,
  reasons: {
    'unknown-holder': {
      what: 'D’un code que cette campagne n’a jamais émis',
      remedy:
        'Rien, si c’est rare. Si c’est souvent, le coffre a peut-être été rétabli d’une vieille sauvegarde.',
    },
    'unexpected-record': {
      what: 'Pour une séquence que cet élève n’a pas',
      remedy: 'Vérifiez le niveau de l’élève dans le fichier importé, et publiez après correction.',
    },
    'feed-mismatch': {
      what: 'Annoncé autrement que ce qu’il contient',
      remedy: 'Signalez-le à l’exploitant : la plateforme et l’envoi se contredisent.',
    },
    'kind-mismatch': {
      what: 'Dit définitif d’un côté et pas de l’autre',
      remedy: 'Regardez le dossier de l’élève ; s’il n’a rien de compté, faites-le recommencer.',
    },
    'unknown-manifest': {
      what: 'Fait sur un contenu qui n’a pas été publié',
      remedy:
        'Demandez à l’école de recharger la page. Sinon, une page étrangère est servie : vérifiez le site.',
    },
    'unknown-item': {
      what: 'Nomme un item qui n’est pas de la séquence',
      remedy: 'Vérifiez que l’adresse donnée à l’école est celle de cette campagne.',
    },
    'impossible-response': {
      what: 'Une réponse qu’aucune page n’a pu envoyer',
      remedy: 'Quelqu’un l’a écrite à la main. Remplacez le code de l’élève et prévenez la direction.',
    },
    'impossible-route': {
      what: 'Un parcours qu’aucun élève n’a pu suivre',
      remedy: 'Quelqu’un l’a écrit à la main. Remplacez le code de l’élève et prévenez la direction.',
    },
    'envelope-malformed': { what: 'N’est pas une enveloppe', remedy: 'Signalez-le à l’exploitant.' },
    'envelope-too-large': { what: 'Trop grand', remedy: 'Signalez-le à l’exploitant.' },
    'envelope-address': {
      what: 'Adressé à un autre',
      remedy: 'Un envoi a été déplacé : signalez-le à l’exploitant.',
    },
    'envelope-sealed': {
      what: 'Ne s’ouvre pas avec la clé de son titulaire',
      remedy: 'Le code a été remplacé entre-temps, ou l’envoi a été altéré. Regardez le dossier de l’élève.',
    },
    'body-padding': { what: 'Contenu mal formé', remedy: 'Faites recharger la page ; sinon, signalez-le.' },
    'body-inflate': {
      what: 'Contenu mal compressé',
      remedy: 'Faites recharger la page ; sinon, signalez-le.',
    },
    'body-json': { what: 'Contenu illisible', remedy: 'Faites recharger la page ; sinon, signalez-le.' },
    'message-invalid': {
      what: 'Contenu d’une autre forme que prévu',
      remedy: 'Une page plus ancienne ou plus récente est servie : vérifiez la version de la plateforme.',
    },
    unexpected: {
      what: 'Une erreur de notre côté',
      remedy: 'Le prochain passage réessaie. Si cela persiste, vérifiez le coffre (« cloison vault check »).',
    },
  } satisfies Readonly<Record<QuarantineReason, { readonly what: string; readonly remedy: string }>>,
};

export type IncidentsWords = typeof fr;

const en: IncidentsWords = {
  none: 'Nothing to report: nothing set aside, no abnormal answer of the platform.',
  platform: 'What the platform should not have done',
  platformAbout:
    'Nothing that was collected is lost: the vault keeps what it has seen. But tell the operator.',
  quarantine: 'Set aside',
  quarantineAbout: 'They do not count. The trace is kept, not the content.',
  observations: 'Sittings to look at',
  apart: (count) => `${count} · sittings of codes used by another: without a name, out of statistics`,
  remedy: 'What to do:',
  records: (count) => inEnglish`${count} record(s)`,
  recordsTimes: (records, times) => inEnglish`${records} record(s), ${times} times`,
  envelopes: (count) => inEnglish`${count} envelope(s)`,
  last: (at) => `last on ${at}`,
  rollback: {
    what: 'The platform has shown older versions than those seen before',
    remedy:
      'A backup was probably put back there. Tell the operator, then publish again with “Send everything again”.',
  },
  remedies: {
    'unreadable-head': 'Ask the operator what happened to the storage. The old version counts.',
    fork: 'Ask whether two copies of the platform run. The other version is kept apart.',
    'after-final': 'Nothing to do for the pupil: the final version counts. Tell the operator.',
    'after-revocation':
      'What is done with the new code comes first. Tell your security officer: somebody uses the old code with the help of the platform, or it had withheld this version.',
    'audit-silent': 'Ask the operator whether data were lost. Collect again within the hour.',
    'audit-unreadable': 'Ask the operator to check the disk.',
    'audit-swapped': 'Trust this platform no longer: an answer was swapped. Tell your security officer.',
    'newer-missing': 'Collect again; if it goes on, the feed withholds: tell the operator.',
    'beside-missing': 'Nothing is lost. The feed had withheld envelopes: tell the operator.',
    'branches-full': 'One code is used on many machines at once: find out by whom, then replace it.',
    'names-full':
      'Nothing to do for the pupil: what is to be sat is collected. The platform makes up records, or somebody tries it with a code: tell your security officer.',
    'impossible-time': 'The platform’s clock is wrong: ask for it to be set right.',
    'feed-unreadable': 'The platform is of another version, or damaged: ask which one runs.',
    'unreadable-rescue': 'Ask the school to send its rescue file again, and check whose it is.',
    'feed-endless': 'Stop collecting and tell the operator: the feed runs in a circle.',
    'feed-rewound':
      'Ask the operator whether a backup was restored. If so, publish again with “Send everything again”; if not, trust this platform no longer.',
    'documents-newer':
      'If you have just restored a backup of the vault, nothing: they are sent again. If not, the platform refuses what schools wait for: tell the operator.',
    'card-other': 'Publish again with “Send everything again”.',
    'code-unknown':
      'Whoever has this code cannot enter. Publish again with “Send everything again”, and ask the operator whether data were lost. If it stays so after a vault was put back from a backup, replace this code.',
    'code-not-revoked':
      'An old code still opens. Publish again with “Send everything again”; if it stays so, trust this platform no longer and tell your security officer.',
    'windows-other':
      'Pupils would find the door shut, or open too early. Publish again with “Send everything again”.',
    'document-missing':
      'Pupils or schools lack what is for them. Publish again with “Send everything again”, before the day of the tests.',
    'document-other':
      'Publish again with “Send everything again”. If it stays so, somebody serves something else: tell your security officer.',
    'content-missing':
      'Pages would find nothing on the day of the tests. Publish again with “Send everything again”.',
    'content-other':
      'Pages refuse a file that was altered: the test would not open. Publish again with “Send everything again”, and tell the operator.',
    'key-missing': 'Pupils wait to begin. Publish again with “Send everything again”, at once.',
    'key-other': 'The content does not open. Publish again with “Send everything again”, at once.',
    'routing-missing':
      'The pupil went on with the fallback module, and the result counts. Publish again with “Send everything again” for those who follow.',
    'served-unreadable':
      'The platform is of another version, or damaged, or something else answers in its place: ask the operator.',
  },
  reasons: {
    'unknown-holder': {
      what: 'Of a code that this campaign never issued',
      remedy: 'Nothing, if rare. If frequent, the vault may have been restored from an old backup.',
    },
    'unexpected-record': {
      what: 'For a sequence that this pupil does not have',
      remedy: 'Check the pupil’s level in the imported file, and publish once it is corrected.',
    },
    'feed-mismatch': {
      what: 'Announced as something else than it holds',
      remedy: 'Tell the operator: the platform and the envelope contradict each other.',
    },
    'kind-mismatch': {
      what: 'Said to be final on one side and not on the other',
      remedy: 'Look at the pupil’s file; if nothing counts, let the pupil begin again.',
    },
    'unknown-manifest': {
      what: 'Made from content that was not published',
      remedy: 'Ask the school to reload the page. Else a foreign page is served: verify the site.',
    },
    'unknown-item': {
      what: 'Names an item that is not of the sequence',
      remedy: 'Check that the address given to the school is this campaign’s.',
    },
    'impossible-response': {
      what: 'A response that no page could have sent',
      remedy: 'Somebody wrote it by hand. Replace the pupil’s code and tell the head.',
    },
    'impossible-route': {
      what: 'A route that no pupil could have taken',
      remedy: 'Somebody wrote it by hand. Replace the pupil’s code and tell the head.',
    },
    'envelope-malformed': { what: 'Is not an envelope', remedy: 'Tell the operator.' },
    'envelope-too-large': { what: 'Too large', remedy: 'Tell the operator.' },
    'envelope-address': {
      what: 'Addressed to another',
      remedy: 'An envelope was moved: tell the operator.',
    },
    'envelope-sealed': {
      what: 'Does not open with its holder’s key',
      remedy: 'The code was replaced meanwhile, or the envelope altered. Look at the pupil’s file.',
    },
    'body-padding': { what: 'Content badly formed', remedy: 'Have the page reloaded; else report it.' },
    'body-inflate': { what: 'Content badly compressed', remedy: 'Have the page reloaded; else report it.' },
    'body-json': { what: 'Content unreadable', remedy: 'Have the page reloaded; else report it.' },
    'message-invalid': {
      what: 'Content of another form than expected',
      remedy: 'An older or newer page is served: check the platform’s version.',
    },
    unexpected: {
      what: 'An error on our side',
      remedy: 'The next pass tries again. If it stays, check the vault (“cloison vault check”).',
    },
  },
};

export const incidents = { fr, en };
