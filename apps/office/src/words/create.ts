/** A new campaign. */

const fr = {
  goOn: (name: string) => `Aller aux étapes de ${name}`,
  about:
    'Une campagne est un dossier de cette machine : campaign.yaml, son calendrier et ses paquets d’items. La vérification dit tout ce qui ne va pas, avec la ligne ; rien n’entre dans le coffre avant.',
};

export type CreateWords = typeof fr;

const en: CreateWords = {
  goOn: (name) => `Go to the steps of ${name}`,
  about:
    'A campaign is a folder of this machine: campaign.yaml, its calendar and its packages of items. The check says all that is wrong, with the line; nothing enters the vault before.',
};

export const create = { fr, en };
