// The receipt, drawn from the server's answer: no sign-in is needed to see it.

/** Replace the paper by its receipt. */
export function showReceipt(main, receipt, { words, dateTime }) {
  const drawn = document.getElementById("receipt").content.cloneNode(true);
  const say = (name, text) => {
    drawn.querySelector(`[data-field=${name}]`).textContent = text;
  };
  say("receipt", receipt.receipt);
  say("submitted_at", dateTime(receipt.submitted_at));
  say("answered", receipt.answered);
  say("total", receipt.total);
  say("digest", receipt.digest.replace(/(.{8})(?=.)/g, "$1 "));
  say("closed_by", {
    deadline: words.closedByDeadline, forced: words.closedByInvigilator,
  }[receipt.closed_by] || words.closedByCandidate);
  drawn.querySelector("[data-field=url]").href = receipt.url;
  main.replaceChildren(drawn);
  main.classList.remove("room");
  window.scrollTo(0, 0);
  main.querySelector("h2").focus();
}
