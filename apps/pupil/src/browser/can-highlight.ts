/** Whether this browser draws highlights without changing the page (CSS Custom Highlight API): Firefox ESR 115 and Safari 16 do not. */
export const canHighlight = (): boolean => typeof Highlight === 'function' && 'highlights' in CSS;
