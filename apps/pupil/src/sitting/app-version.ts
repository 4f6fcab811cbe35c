/** Version of the player, as bodies state it. */
export const APP_VERSION = 'pupil/0.1.0';
