// Before handing in: what is open or marked, asked once; then unsent answers go first.

/**
 * Parameters
 * ----------
 * dialog : the review's <dialog>
 * look : function() -> {open: [positions], flagged: [positions], waiting: n}
 * flush : async function() -> whether all answers are uploaded
 * submit : async function() -> whether the paper is handed in
 * lastResort : {isOffered: function() -> bool, run: function()}: the answers as a file
 */
export function review(dialog, { words, fill, look, flush, submit, lastResort }) {
  const findings = dialog.querySelector("[data-findings]");
  const state = dialog.querySelector(".review-state");
  const confirm = dialog.querySelector("[data-confirm]");
  const resort = dialog.querySelector("[data-last-resort]");

  const list = (title, positions) => {
    const heading = document.createElement("p");
    heading.textContent = fill(title, { n: positions.length });
    const places = document.createElement("div");
    places.className = "grid";
    for (const position of positions) {
      const link = document.createElement("a");
      link.href = `#item-${position}`;
      link.textContent = position;
      places.append(link);
    }
    findings.append(heading, places);
  };

  const open = () => {
    const found = look();
    findings.replaceChildren();
    state.textContent = "";
    resort.hidden = !lastResort.isOffered();
    if (found.open.length) list(words.reviewOpen, found.open);
    else findings.append(words.reviewAllAnswered);
    if (found.flagged.length) list(words.reviewFlagged, found.flagged);
    if (found.waiting) {
      const line = document.createElement("p");
      line.textContent = fill(words.reviewWaiting, { n: found.waiting });
      findings.append(line);
    }
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("h2").focus();
  };

  const handIn = async () => {
    confirm.disabled = true;
    const { waiting } = look();
    if (waiting) state.textContent = fill(words.uploading, { n: waiting });
    if (await flush()) {
      state.textContent = words.handingIn;
      state.textContent = (await submit()) ? "" : words.submitFailed;
    } else {
      state.textContent = fill(words.notHandedIn, { n: look().waiting });
    }
    resort.hidden = !lastResort.isOffered();
    confirm.disabled = false;
  };

  confirm.addEventListener("click", handIn);
  resort.querySelector("button").addEventListener("click", lastResort.run);
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close], a")) dialog.close();
  });
  return { open };
}
