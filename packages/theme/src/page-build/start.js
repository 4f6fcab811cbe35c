// biome-ignore-all lint: old browsers read this file as it stands
/*
 * Runs before the app, as a plain script in the JavaScript of 2009, because what reads it may be too old for the app. It
 * says so when the app cannot start, in French and English: without it the page would stay blank. The app takes over by
 * `data-started` on the root element, and does not start where it finds `data-cannot-start`.
 */
(function () {
  var BROWSERS = {
    fr: 'Chrome ou Edge 109, Firefox 115, Safari 16, ou plus récent',
    en: 'Chrome or Edge 109, Firefox 115, Safari 16, or newer',
  };
  var SAYS = {
    old: [
      'Ce navigateur est trop ancien pour cette page.',
      'Mettez-le à jour, ou ouvrez cette page dans un autre navigateur : ' +
        BROWSERS.fr +
        '. Rien n’est perdu.',
      'This browser is too old for this page.',
      'Update it, or open this page in another browser: ' + BROWSERS.en + '. Nothing is lost.',
    ],
    webAssembly: [
      'Ce navigateur est trop ancien, ou un réglage lui interdit WebAssembly, dont cette page a besoin.',
      'Ouvrez cette page dans un autre navigateur (' +
        BROWSERS.fr +
        '), ou quittez le mode de sécurité renforcée. Rien n’est perdu.',
      'This browser is too old, or a setting forbids WebAssembly, which this page needs.',
      'Open this page in another browser (' +
        BROWSERS.en +
        '), or leave its enhanced security mode. Nothing is lost.',
    ],
    address: [
      'Cette page ne marche qu’à une adresse qui commence par https://.',
      'Comparez l’adresse, lettre par lettre, avec celle qui vous a été donnée.',
      'This page works only at an address that begins with https://.',
      'Compare the address, letter by letter, with the one that you were given.',
    ],
    failed: [
      'Cette page n’a pas pu s’ouvrir.',
      'Vérifiez le réseau et rechargez la page. Si cela continue, ouvrez-la dans un autre navigateur : ' +
        BROWSERS.fr +
        '. Rien n’est perdu.',
      'This page could not open.',
      'Check the network and reload the page. If it goes on, open it in another browser: ' +
        BROWSERS.en +
        '. Nothing is lost.',
    ],
  };
  var root = document.documentElement;
  var said = false;

  /** Why the app cannot start here, or null. */
  function lack() {
    if (window.isSecureContext === false) return 'address';
    if (typeof WebAssembly !== 'object') return 'webAssembly';
    var known =
      'noModule' in document.createElement('script') &&
      window.crypto &&
      window.crypto.subtle &&
      typeof Object.hasOwn === 'function' &&
      typeof Array.prototype.at === 'function' &&
      typeof AbortSignal === 'function' &&
      typeof AbortSignal.timeout === 'function';
    return known ? null : 'old';
  }

  function paragraph(text, language, strong) {
    var element = document.createElement('p');
    element.setAttribute('lang', language);
    var inside = strong ? element.appendChild(document.createElement('strong')) : element;
    inside.appendChild(document.createTextNode(text));
    return element;
  }

  function say(why) {
    if (said || root.hasAttribute('data-started')) return;
    said = true;
    root.setAttribute('data-cannot-start', why);
    function show() {
      var app = document.getElementById('app');
      if (app === null || root.hasAttribute('data-started')) return;
      var words = SAYS[why];
      var box = document.createElement('div');
      box.className = 'cannot-start';
      box.setAttribute('role', 'alert');
      box.appendChild(paragraph(words[0], 'fr', true));
      box.appendChild(paragraph(words[1], 'fr', false));
      box.appendChild(paragraph(words[2], 'en', true));
      box.appendChild(paragraph(words[3], 'en', false));
      app.appendChild(box);
    }
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', show);
    else show();
  }

  window.addEventListener(
    'error',
    function (event) {
      // A script that did not come, or one that this browser cannot read or run. Pictures and styles stop nothing.
      var isScript = event.target !== null && event.target.nodeName === 'SCRIPT';
      if (isScript) say('failed');
      else if (event.target === window) say(event.error instanceof SyntaxError ? 'old' : 'failed');
    },
    true,
  );
  window.addEventListener('unhandledrejection', function () {
    say('failed');
  });
  var why = lack();
  if (why !== null) say(why);
})();
