/** Of the small campaign. Apart, for processes that open it and must start fast. */
export const NAME = 'petite-2026';
export const PASSPHRASE = 'cinq mots tout au hasard';
