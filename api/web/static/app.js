/* Small comforts; every page works without them. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const toast = (words) => {
    const box = document.getElementById("toast");
    box.textContent = words;
    box.hidden = false;
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => { box.hidden = true; }, 5000);
  };
  /* The report was deleted in another window or has expired: nothing on this page works any more, so this stays. */
  const sayGone = () => {
    toast("这份报告已经不在了：到期，或者在别的窗口里删除了。");
    clearTimeout(toast.timer);
    const again = document.createElement("a");
    again.href = "/report";
    again.textContent = "重新上传";
    document.getElementById("toast").append(again);
  };

  /* A product is put into the plan from its card, far below the plan: its other ticks follow, and what came of it is told. */
  let pinned = false;
  document.addEventListener("change", (event) => {
    const tick = event.target.closest("input[name=want], input[name=drop]");
    if (tick?.checked) { /* the last word counts */
      const other = tick.name === "want" ? "drop" : "want";
      for (const opposite of document.querySelectorAll(`input[name="${other}"][value="${tick.value}"]`)) opposite.checked = false;
    }
    const pin = event.target.closest("[data-pin]");
    if (!pin) return;
    pinned = true;
    for (const twin of document.querySelectorAll(`input[name="want"][value="${pin.value}"]`)) twin.checked = pin.checked;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const answer = document.getElementById("bundle-answer");
    const chosen = answer ? [...answer.querySelectorAll('[type="checkbox"][name="want"]')] : [];
    if (chosen.length) {
      const inside = new Set(chosen.filter((tick) => tick.checked).map((tick) => tick.value));
      for (const pin of document.querySelectorAll("[data-pin]")) pin.checked = inside.has(pin.value);
    }
    const plan = answer?.querySelector("[data-plan-url]");
    const link = document.querySelector("[data-plan]");
    if (plan && link) link.href = plan.href;
    if (pinned && answer) toast(answer.querySelector("[data-said]").textContent);
    pinned = false;
  });

  /* What was tried on the plan while an answer was on its way: that answer would undo it, and the next one is coming. */
  let tried = 0;
  let sent = 0;
  document.addEventListener("change", (event) => {
    if (event.target.form?.id === "bundle-form") tried += 1;
  }, true);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "bundle-form") sent = tried;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig?.elt?.id === "bundle-form" && tried !== sent) event.detail.shouldSwap = false;
  });

  /* Filters apply as soon as they are chosen. */
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-autosubmit]");
    if (box && box.form) box.form.requestSubmit();
  });

  /* Folded parts stay as the visitor left them when the page's middle is exchanged. */
  let open = [];
  document.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll("details[id][open]")].map((fold) => fold.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    /* A screen reader speaks what changes in a place that stays; the results' own place is exchanged. */
    const said = [...document.querySelectorAll("[data-said]")].map((part) => part.textContent.replace(/\s+/g, " ").trim().replace(/。$/, ""));
    document.getElementById("said").textContent = said.join("。");
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.target.closest?.("[data-progress]")) location.reload();
    else if (event.detail.xhr.status === 404 && document.querySelector(".report")) sayGone();
    else toast("没有成功，请稍后再试。");
  });
  document.addEventListener("htmx:sendError", () => toast("连不上服务，请检查网络。"));

  /* What is wider than the window says so, until it has been scrolled to its end. */
  const sideways = ".matrix, .paper__scroll, .source__table, .scroll";
  const look = (box) => {
    const more = box.scrollWidth - box.clientWidth;
    box.classList.toggle("is-wide", more > 4);
    box.classList.toggle("is-at-end", box.scrollLeft >= more - 4);
  };
  const lookAll = () => document.querySelectorAll(sideways).forEach(look);
  document.addEventListener("scroll", (event) => { if (event.target.matches?.(sideways)) look(event.target); }, { capture: true, passive: true });
  document.addEventListener("toggle", lookAll, true);
  document.addEventListener("htmx:afterSwap", lookAll);
  window.addEventListener("resize", lookAll);
  lookAll();

  /* Suggestions while typing; arrows choose, Enter takes, Escape closes. */
  let asked = 0;
  const closeSuggestions = (box) => {
    const list = document.getElementById("suggestions");
    if (list) list.hidden = true;
    box?.setAttribute("aria-expanded", "false");
    box?.removeAttribute("aria-activedescendant");
  };
  const showSuggestions = (box, found) => {
    const list = document.getElementById("suggestions");
    list.replaceChildren(...found.map(({ text, how }, at) => {
      const row = document.createElement("li");
      row.id = `suggestion-${at}`;
      row.setAttribute("role", "option");
      row.dataset.text = text;
      const words = document.createElement("span");
      words.textContent = text;
      const note = document.createElement("i");
      note.textContent = how === "开头相同" ? "" : how;
      row.append(words, note);
      return row;
    }));
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
  };
  const take = (box, row) => {
    box.value = row.dataset.text;
    closeSuggestions(box);
    box.form.requestSubmit();
  };
  document.addEventListener("input", (event) => {
    const box = event.target.closest("[data-suggest]");
    if (!box || event.isComposing) return;
    const turn = ++asked;
    const typed = box.value.trim();
    if (!typed) { closeSuggestions(box); return; }
    setTimeout(async () => {
      if (turn !== asked) return;
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`).catch(() => null);
      if (turn === asked && answer?.ok) showSuggestions(box, (await answer.json()).suggestions);
    }, 120);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.closest("[data-suggest]")) event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("[data-suggest]");
    const list = document.getElementById("suggestions");
    if (!box || !list || list.hidden || event.isComposing) return;
    const rows = [...list.children];
    const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") { event.preventDefault(); asked += 1; closeSuggestions(box); return; }
    if (event.key === "Enter" && now >= 0) { event.preventDefault(); take(box, rows[now]); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const next = (now + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length;
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === next)));
    box.setAttribute("aria-activedescendant", rows[next].id);
  });
  document.addEventListener("mousedown", (event) => {
    const row = event.target.closest("#suggestions li");
    const box = document.querySelector("[data-suggest]");
    if (row) { event.preventDefault(); take(box, row); } else if (event.target !== box) closeSuggestions(box);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.closest("[data-suggest]")) { asked += 1; closeSuggestions(event.target); }
  });
  document.addEventListener("submit", () => { asked += 1; closeSuggestions(document.querySelector("[data-suggest]")); });

  /* A quote shows its place in the text beside, without moving the page. */
  const narrow = matchMedia("(max-width: 1079px)");
  const source = () => document.getElementById("source");
  const showSource = (anchor) => {
    const panel = source();
    const body = panel?.querySelector("[data-source-body]");
    const place = document.getElementById(anchor);
    if (!body || !place) return false;
    if (narrow.matches) panel.classList.add("is-open");
    const mark = place.parentElement.querySelector(`#${CSS.escape(anchor)} ~ .cited`) ?? place;
    const middle = mark.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 3;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    body.scrollBy({ top: middle, behavior: calm ? "auto" : "smooth" });
    panel.querySelectorAll(".is-shown").forEach((shown) => shown.classList.remove("is-shown"));
    mark.classList.add("is-shown");
    return true;
  };
  document.addEventListener("click", (event) => {
    const quote = event.target.closest("[data-quote]");
    if (quote && showSource(quote.hash.slice(1))) event.preventDefault();
    const cited = event.target.closest("[data-cited]");
    if (cited) source()?.classList.remove("is-open");
    if (event.target.closest("[data-close-source]")) source()?.classList.remove("is-open");
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") source()?.classList.remove("is-open");
  });

  /* A sentence of the text, clicked or selected, can be made a need: the server wants its block and characters. */
  const claim = () => document.querySelector("[data-claim]");
  const closeClaim = () => {
    CSS.highlights?.delete("claim");
    if (claim()) claim().hidden = true;
  };
  const offsetIn = (block, node, offset) => {
    const before = document.createRange();
    before.selectNodeContents(block);
    before.setEnd(node, offset);
    return before.toString().length;
  };
  const rangeIn = (block, start, end) => {
    const range = document.createRange();
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let passed = 0;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (start >= passed && start <= passed + node.length) range.setStart(node, start - passed);
      if (end >= passed && end <= passed + node.length) { range.setEnd(node, end - passed); break; }
      passed += node.length;
    }
    return range;
  };
  const showClaim = (block, low, high) => {
    const whole = block.textContent;
    const start = low + whole.slice(low, high).search(/\S|$/);
    const end = low + whole.slice(low, high).trimEnd().length;
    const box = claim();
    if (!box || end - start < 2) return;
    const text = whole.slice(start, end);
    const characters = (until) => [...whole.slice(0, until)].length; /* not UTF-16 units */
    const form = box.querySelector("form");
    form.elements.sentence.value = `${block.dataset.block}-${characters(start)}-${characters(end)}`;
    form.elements.text.value = text;
    box.querySelector("[data-claim-quote]").textContent = text;
    box.hidden = false;
    document.getElementById("toast").hidden = true; /* it would lie over the button */
    box.scrollIntoView({ block: "nearest", behavior: "instant" }); /* near the page's top the panel reaches below the window */
    if (window.Highlight) CSS.highlights.set("claim", new Highlight(rangeIn(block, start, end)));
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(showClaim.timer);
    showClaim.timer = setTimeout(() => {
      const selection = getSelection();
      if (!selection || selection.isCollapsed || !selection.rangeCount) return;
      const range = selection.getRangeAt(0);
      const block = range.startContainer.parentElement?.closest("#source [data-block]");
      if (!block) return;
      const inside = block.contains(range.endContainer);
      const end = inside ? offsetIn(block, range.endContainer, range.endOffset) : block.textContent.length;
      showClaim(block, offsetIn(block, range.startContainer, range.startOffset), end);
    }, 200);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-claim-close]")) closeClaim();
    const block = event.target.closest("#source [data-block]");
    if (!block || event.target.closest("a") || !getSelection()?.isCollapsed) return;
    const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY)
      ?? document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const node = caret?.offsetNode ?? caret?.startContainer;
    if (!node || !block.contains(node)) return;
    const at = offsetIn(block, node, caret.offset ?? caret.startOffset);
    const ends = [...block.textContent.matchAll(/[。！？!?；;\n]+[”」』）)]*/g)].map((mark) => mark.index + mark[0].length);
    showClaim(block, Math.max(0, ...ends.filter((end) => end <= at)), ends.find((end) => end > at) ?? block.textContent.length);
  });

  /* A correction exchanges the whole result: the text beside stays where it was, and so does the keyboard. */
  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.matches?.(".report")) return;
    const card = event.detail.requestConfig.elt.closest("article.need"); /* its button, disabled, has lost the focus */
    kept = {
      scroll: document.querySelector("[data-source-body]")?.scrollTop ?? 0,
      need: card?.id,
      top: card?.getBoundingClientRect().top,
      page: window.scrollY,
      undone: event.detail.requestConfig.elt.matches(".checks__undo"),
    };
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (!kept) return;
    const { scroll, need, top, page, undone } = kept;
    kept = null;
    const body = document.querySelector("[data-source-body]");
    if (body) body.scrollTop = scroll;
    const card = need && document.getElementById(need);
    window.scrollTo({ top: card ? window.scrollY + card.getBoundingClientRect().top - top : page, behavior: "instant" });
    (card?.querySelector(".check > summary") ?? document.querySelector(".checks__undo button"))?.focus({ preventScroll: true });
    const refused = document.querySelector("[role=alert][data-told]");
    const told = document.querySelector("[data-told]");
    if (undone && !refused) toast("已撤销");
    else if (told) toast(told.textContent);
  });

  /* The chosen file is named, and refused here when the server would refuse it anyway. */
  const form = document.querySelector("[data-upload]");
  if (form) {
    const input = form.querySelector("input[type=file]");
    const drop = form.querySelector("[data-drop]");
    const chosen = form.querySelector("[data-chosen]");
    const error = form.querySelector(".field-error");
    const limit = Number(form.dataset.maxMb);
    const advice = JSON.parse(form.dataset.advice);
    const findFault = (file) => {
      const known = advice[file.name.slice(file.name.lastIndexOf(".")).toLowerCase()];
      if (known) return `“${file.name}”${known}。`;
      if (!/\.(docx|pdf|xlsx|txt|md|png|jpe?g|webp|bmp|tiff?)$/i.test(file.name)) return `“${file.name}”不是能读的格式，请上传 docx、pdf、xlsx、txt、md 文件或 png、jpg 图片。`;
      if (file.size > limit * 1024 * 1024) return `“${file.name}”超过 ${limit} MB，请压缩图片或去掉附件后再上传。`;
      return "";
    };
    const look = () => {
      const file = input.files[0];
      const fault = file ? findFault(file) : "";
      chosen.hidden = !file;
      chosen.textContent = file ? `已选：${file.name}` : "";
      error.hidden = !fault;
      error.textContent = fault;
      drop.classList.toggle("drop--wrong", Boolean(fault));
      drop.classList.toggle("drop--chosen", Boolean(file) && !fault);
      input.setAttribute("aria-invalid", String(Boolean(fault)));
      return !fault;
    };
    input.addEventListener("change", look);
    form.addEventListener("submit", (event) => {
      if (!look()) { event.preventDefault(); return; }
      const button = form.querySelector("button[type=submit]");
      button.setAttribute("aria-disabled", "true");
      button.textContent = "正在上传…";
    });
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, () => drop.classList.add("is-over"));
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
  }
})();
