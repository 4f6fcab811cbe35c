/**
 * The page between the player and a module (`module-frame.html`): of the player's own origin, so that a service worker has it
 * without a network, with a policy of its own that its scripts' hashes and the module's need. It makes the frame of the
 * module, whose origin is opaque (`sandbox` without `allow-same-origin`) and which inherits the policy: no network, no frame,
 * no way to leave. Then it passes on the port and takes no further part.
 */
declare const INSIDE_PAGE: string;

/** Messages of the frame to this page: none is expected. */
const MOST_STRAYS = 100;

addEventListener('message', function opened(event) {
  const [port] = event.ports;
  if (event.source !== parent || event.origin !== location.origin || port === undefined) return;
  removeEventListener('message', opened);
  const { title, language } = event.data as { readonly title?: unknown; readonly language?: unknown };
  if (typeof language === 'string') document.documentElement.lang = language;
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.title = typeof title === 'string' ? title : '';
  frame.srcdoc = INSIDE_PAGE;
  frame.addEventListener(
    'load',
    () => frame.contentWindow?.postMessage({ v: 1, kind: 'port' }, '*', [port]),
    {
      once: true,
    },
  );
  document.title = frame.title;
  document.body.append(frame);
  let strays = 0;
  addEventListener('message', ({ source }) => {
    if (source === parent) return;
    strays += 1;
    if (strays !== MOST_STRAYS) return;
    frame.remove();
    parent.postMessage({ v: 1, kind: 'flood' }, location.origin);
  });
});
parent.postMessage({ v: 1, kind: 'stage' }, location.origin);
