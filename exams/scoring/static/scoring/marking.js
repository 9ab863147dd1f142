// The marking page by keyboard. Without this module it is a form that posts and leads on.

const HALF = 0.5;

export function marking(form) {
  const criteria = [...form.querySelectorAll('[data-criterion]')].map(criterion);
  const comment = form.querySelector('textarea');
  const total = form.querySelector('[data-total]');
  document.querySelector('[data-keys]').hidden = false;

  function sum() {
    const values = criteria.map((one) => one.value());
    total.hidden = values.some((value) => value === null);
    total.querySelector('b').textContent = values.reduce((a, b) => a + (b || 0), 0);
  }

  function active() {
    return criteria.findIndex((one) => one.element.contains(document.activeElement));
  }

  function go(n) {
    if (criteria[n]) criteria[n].focus();
  }

  // A number stands for the criterion at hand; then the next one is at hand.
  function digit(key) {
    const n = Math.max(active(), 0);
    if (!criteria[n].isShort || !criteria[n].set(Number(key))) return false;
    go(Math.min(n + 1, criteria.length - 1));
    last = n;
    return true;
  }

  function half() {
    const n = last ?? Math.max(active(), 0);
    return criteria[n].isShort && criteria[n].add(HALF, { stays: true });
  }

  let last = null;
  form.addEventListener('focusin', () => {
    criteria.forEach((one) => one.element.classList.remove('active'));
    const n = active();
    if (n >= 0) criteria[n].element.classList.add('active');
  });
  form.addEventListener('input', sum);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isWriting = event.target.matches('textarea');
    if (event.key === 'Enter' && (!isWriting || event.shiftKey)) {
      // A link or a button that has the focus does what it does.
      if (event.target.matches('a, button, summary')) return;
      event.preventDefault();
      send();
      return;
    }
    if (isWriting || !takesKeys(event.target)) return;
    if (handle(event.key)) {
      event.preventDefault();
      sum();
    }
  });

  function handle(key) {
    const n = active();
    const at = Math.max(n, 0);
    if (/^[0-9]$/.test(key)) return digit(key);
    if (key === '.' || key === '。') return half();
    if (key === 'u' || key === 'U') return back();
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      last = null;
      const next = at + (key === 'ArrowDown' ? 1 : -1);
      if (next >= criteria.length) comment.focus();
      else go(n < 0 ? 0 : next);
      return true;
    }
    if (key === 'ArrowRight' || key === 'ArrowLeft') {
      last = null;
      return criteria[at].add(key === 'ArrowRight' ? HALF : -HALF) || true;
    }
    return false;
  }

  function back() {
    const link = form.querySelector('a[data-before]');
    if (!link) return false;
    location.href = link.href;
    return true;
  }

  let isSent = false;
  function send() {
    const missing = criteria.findIndex((one) => one.value() === null);
    if (missing >= 0) {
      go(missing);
      form.reportValidity();
    } else if (!isSent && form.querySelector('button[type=submit]') && form.reportValidity()) {
      isSent = true; // a key held down sends once
      form.submit();
    }
  }

  const fit = () => {
    comment.style.height = 'auto';
    comment.style.height = `${comment.scrollHeight + 2}px`;
  };
  comment.addEventListener('input', fit);
  fit();
  sum();
  go(Math.max(criteria.findIndex((one) => one.value() === null), 0));
  document.documentElement.dataset.ready = '';
}

// Where keys are somebody else's: links lead on, the page scrolls.
function takesKeys(target) {
  return !target.matches('a, button, summary, select') && !target.closest('details table');
}

function criterion(element) {
  const most = Number(element.dataset.most);
  const field = element.querySelector('input[type=number]');
  const radios = [...element.querySelectorAll('input[type=radio]')];

  function value() {
    if (field) return field.value === '' || field.validity.badInput ? null : Number(field.value);
    const checked = radios.find((radio) => radio.checked);
    return checked ? Number(checked.value) : null;
  }

  function set(points) {
    if (points < 0 || points > most) return false;
    if (field) {
      field.value = String(points);
      return true;
    }
    const radio = radios.find((one) => Number(one.value) === points);
    if (!radio) return false;
    radio.checked = true;
    return true;
  }

  // Half a point more or less; the last step may be shorter.
  function add(points, { stays = false } = {}) {
    const now = value() === null ? 0 : value();
    const halves = points > 0 ? Math.floor(now / HALF) + 1 : Math.ceil(now / HALF) - 1;
    if (!set(Math.min(Math.max(halves * HALF, 0), most))) return false;
    if (!stays) focus();
    return true;
  }

  function focus() {
    const target = field || radios.find((radio) => radio.checked) || radios[0];
    target.focus();
    if (field) field.select();
  }

  // Of ten points and more a number has two digits, so it is typed.
  return { element, value, set, add, focus, isShort: most < 10 };
}

const form = document.querySelector('[data-marking]');
if (form) marking(form);
