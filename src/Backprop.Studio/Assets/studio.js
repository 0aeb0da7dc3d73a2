// The page is a function of its address: what is clicked is a link, and this script only fetches the page behind it,
// puts its parts in place of the old ones, and looks ahead so that scrubbing waits for nothing.
const parser = new DOMParser();
const parts = ['views', 'lesson', 'settings', 'stage', 'card', 'scrubber', 'status'];
const root = document.documentElement;
let playing = false, going = 0, frames = new Map(), framesOf = '';

const byId = id => document.getElementById(id);
const data = name => Number(root.dataset[name]);

async function post(address, body) {
  const answer = await fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Backprop': '1' }, body: JSON.stringify(body) });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.detail ?? result.title);
  return result;
}

function say(sentence) { const status = byId('status'); if (status) status.textContent = sentence; }

// Trains on until a step is recorded; asks again as long as the page is open.
async function record(until, ticket) {
  while (data('steps') < until && ticket === going) {
    const before = data('steps');
    const result = await post(`/e/${root.dataset.experiment}/run`, { until });
    root.dataset.steps = result.steps;
    if (result.failure) return;
    if (result.steps - before > 0 && result.steps < until) say(`Training: ${result.steps} of ${until} steps.`);
  }
}

async function go(address, { replace = false, history = true } = {}) {
  const ticket = ++going, url = new URL(address, location.href);
  try {
    const wanted = Number(url.searchParams.get('step') ?? 0);
    if (url.pathname === `/e/${root.dataset.experiment}` && wanted > data('steps')) await record(wanted, ticket);
    if (ticket !== going) return;
    const answer = await fetch(url, { headers: { Accept: 'text/html' } });
    const text = await answer.text();
    if (ticket !== going) return;
    if (answer.status === 404) { location.href = url; return; }
    if (!answer.ok) { say(text.trim()); return; }
    show(parser.parseFromString(text, 'text/html'));
    const final = new URL(answer.url || url);
    if (history) window.history[replace ? 'replaceState' : 'pushState'](null, '', final.pathname + final.search + url.hash);
  } catch (error) {
    if (ticket === going) say(error.message === 'Failed to fetch' ? 'The program was stopped: start it again with backprop studio. What you saved is kept.' : error.message);
  }
}

// What is typed into the settings and not yet applied, and what was said about it: a function that puts it back.
function unsentEdit() {
  const typed = [...document.querySelectorAll('#edit input[name]')].filter(field => field.value !== field.defaultValue).map(field => [field.name, field.value]);
  const chosen = [...document.querySelectorAll('#edit select[name]')].map(field => [field.name, field.value]);
  const problem = byId('edit-problem')?.textContent;
  return () => {
    for (const [name, value] of [...typed, ...chosen]) { const field = byId('edit')?.elements[name]; if (field) field.value = value; }
    if (problem) byId('edit-problem')?.replaceChildren(problem);
  };
}

// Puts the parts of another page in place, and leaves the focus where it was.
function show(page) {
  const focus = document.activeElement, name = focus?.id, part = focus?.getAttribute?.('data-part');
  const scrolled = new Map([...document.querySelectorAll('.scroll')].map((box, i) => [i, [box.scrollLeft, box.scrollTop]]));
  const open = new Map([...document.querySelectorAll('details[id]')].map(one => [one.id, one.open]));
  const unsent = page.documentElement.dataset.experiment === root.dataset.experiment ? unsentEdit() : null;
  for (const [key, value] of Object.entries(page.documentElement.dataset)) root.dataset[key] = value;
  document.title = page.title;
  document.body.className = page.body.className;
  for (const id of parts) {
    const old = byId(id), fresh = page.getElementById(id);
    if (old && fresh) { if (old.outerHTML !== fresh.outerHTML) old.replaceWith(fresh); }
    else if (old || fresh) { document.body.replaceWith(page.body); break; }
  }
  const about = document.querySelector('.about'), freshAbout = page.querySelector('.about');
  if (about && freshAbout) about.replaceWith(freshAbout);
  for (const [id, value] of open) { const one = byId(id); if (one) one.open = value; }
  unsent?.();
  [...document.querySelectorAll('.scroll')].forEach((box, i) => { const at = scrolled.get(i); if (at) [box.scrollLeft, box.scrollTop] = at; });
  if (document.activeElement === document.body && focus !== document.body) {
    const again = (name && byId(name)) || (part && [...document.querySelectorAll('[data-part]')].find(one => one.getAttribute('data-part') === part));
    again?.focus?.({ preventScroll: true });
  }
  if (playing) byId('play')?.setAttribute('aria-pressed', 'true');
  const play = byId('play');
  if (play) play.textContent = playing ? '‖ Pause' : '▸ Play';
  if (playBy) { const by = byId('play-by'); if (by) by.value = playBy; }
}

// What the page would show at another operation or step, fetched ahead.
async function ahead(grain) {
  const key = `${grain} ${location.pathname}${location.search.replace(/([?&])(row|step)=[^&]*/g, (all, mark, name) => name === grain ? mark : all)}`;
  if (framesOf === key) return;
  framesOf = key;
  frames = new Map();
  const most = data(grain === 'row' ? 'rows' : 'steps');
  for (let from = 0; from <= most && framesOf === key; from += 60) {
    const mark = location.search ? '&' : '?';
    const answer = await fetch(`${location.pathname}/frames${location.search}${mark}grain=${grain}&from=${from}&to=${from + 59}`);
    if (!answer.ok) return;
    for (const frame of await answer.json()) frames.set(frame.at, frame);
    if (frames.size > 1200) return;
  }
}

let painting = 0;
function scrub(grain, value) {
  byId(`${grain}-value`).textContent = value;
  cancelAnimationFrame(painting);
  painting = requestAnimationFrame(() => {
    const frame = frames.get(value), picture = byId('picture');
    if (!frame || !picture) return;
    picture.innerHTML = frame.svg;
    say(frame.sentence);
  });
}

function with_(key, value) {
  const url = new URL(location.href);
  url.searchParams.set(key, value);
  return url;
}

let playBy = '';
async function play() {
  playing = !playing;
  const button = byId('play');
  button.setAttribute('aria-pressed', String(playing));
  button.textContent = playing ? '‖ Pause' : '▸ Play';
  while (playing) {
    playBy = byId('play-by')?.value ?? 'step-next';
    const next = byId(playBy);
    if (!next?.href) break;
    const began = performance.now();
    await go(next.href, { replace: true });
    await new Promise(later => setTimeout(later, Math.max(30, (playBy === 'operation-next' ? 350 : 120) - (performance.now() - began))));
  }
  playing = false;
}

async function savePng(link) {
  const text = await (await fetch(link.href)).text();
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/png')), save = document.createElement('a');
  save.href = URL.createObjectURL(blob);
  save.download = link.dataset.png;
  save.click();
  URL.revokeObjectURL(save.href);
}

async function copyLink(link) {
  const answer = await fetch(link.href), text = await answer.text();
  if (!answer.ok) { try { say(JSON.parse(text).detail); } catch { say(text); } return; }
  try {
    await navigator.clipboard.writeText(text);
    say('The link is copied: it carries the network, its data and this moment.');
  } catch {
    window.prompt('The link:', text);
  }
}

document.addEventListener('click', event => {
  const link = event.target.closest?.('a');
  if (event.target.id === 'play') return void play();
  if (event.target.id === 'print') return void window.print();
  if (event.target.id === 'train') {
    const epochs = Number(byId('epochs').value), per = data('perEpoch') || 1;
    const url = with_('step', Math.max(data('steps'), data('step')) + epochs * per);
    url.searchParams.set('row', 'all');
    return void go(url);
  }
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const href = link.getAttribute('href');
  if (!href || href.startsWith('#')) return;
  if (link.dataset.png) { event.preventDefault(); return void savePng(link).catch(error => say(error.message)); }
  if (link.id === 'copy-link') { event.preventDefault(); return void copyLink(link); }
  if (link.hasAttribute('download') || !/^\/e\/[0-9a-f]+(\?|$)/.test(href)) return;
  event.preventDefault();
  playing = false;
  go(href);
});

document.addEventListener('input', event => {
  const { id, value, dataset } = event.target;
  if (id === 'row-range') scrub('row', Number(value));
  if (id === 'step-range') scrub('step', Number(value));
  if (id === 'nudge-range') byId('nudge-value').textContent = Number(value).toPrecision(3);
  if (dataset?.key && event.target.tagName === 'SELECT') go(with_(dataset.key, value));
});

document.addEventListener('change', event => {
  const { id, value } = event.target;
  if (id === 'row-range') go(with_('row', Number(value) === data('rows') ? 'all' : value), { replace: true });
  if (id === 'step-range') go(with_('step', value), { replace: true });
  if (id === 'nudge-range') go(with_('nudge', value), { replace: true });
});

for (const type of ['pointerdown', 'focusin']) document.addEventListener(type, event => {
  if (event.target.id === 'row-range') ahead('row');
  if (event.target.id === 'step-range') ahead('step');
});

document.addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target, body = {};
  for (const field of form.querySelectorAll('input[name], select[name], textarea[name]')) {
    const before = field.tagName === 'SELECT' ? [...field.options].find(option => option.defaultSelected)?.value : field.defaultValue;
    if (form.id !== 'edit' || field.value !== before) body[field.name] = field.value;
  }
  // Nothing is typed into a form that is about to be replaced, and nothing is sent twice.
  const focus = document.activeElement?.id, fields = [...form.elements].filter(field => !field.disabled);
  for (const field of fields) field.disabled = true;
  byId('edit-problem')?.replaceChildren();
  try {
    const result = await post(form.dataset.post, body);
    await go(result.address);
  } catch (error) {
    if (form.id === 'edit') byId('edit-problem')?.replaceChildren(error.message);
    say(error.message);
  }
  for (const field of fields) field.disabled = false;
  if (focus && document.activeElement === document.body) byId(focus)?.focus({ preventScroll: true });
});

document.addEventListener('keydown', event => {
  if (event.target.closest?.('input, select, textarea, [contenteditable]') || event.ctrlKey || event.metaKey || event.altKey) return;
  const press = id => { const link = byId(id); if (link?.href) { event.preventDefault(); playing = false; go(link.href); } };
  switch (event.key) {
    case 'ArrowRight': press(event.shiftKey ? 'layer-next' : 'operation-next'); break;
    case 'ArrowLeft': press(event.shiftKey ? 'layer-back' : 'operation-back'); break;
    case 'PageDown': press('step-next'); break;
    case 'PageUp': press('step-back'); break;
    case ' ': if (event.target === document.body) { event.preventDefault(); play(); } break;
  }
});

window.addEventListener('popstate', () => { playing = false; go(location.href, { history: false }); });

// A link may lead to a step that is not recorded yet.
if (root.dataset.experiment && Number(root.dataset.wanted) > data('steps')) go(location.href, { replace: true });
