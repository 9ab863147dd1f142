// A field of Wagtail's rich text editor is a hidden input, with the editor beside it.

const FIELDS =
  "[data-draftail-input], [data-streamfield-widget] > input[type=hidden], input[type=text]," +
  " input[type=number], textarea";

// The field that a row or a panel begins with.
export function fieldIn(element) {
  return element.querySelector(FIELDS);
}

function isRich(field) {
  return field.type === "hidden";
}

export function textOf(field) {
  if (!isRich(field)) return field.value;
  try {
    const content = JSON.parse(field.value);
    return content ? content.blocks.map((block) => block.text).join("\n").trim() : "";
  } catch {
    return "";
  }
}

// Pictures and tables aren't text.
export function isEmpty(field) {
  return !textOf(field) && !/"type": ?"atomic"/.test(field.value);
}

// Write into an empty field.
export async function setText(field, text) {
  if (!isRich(field)) {
    field.value = text;
    return;
  }
  const editor = await editorOf(field);
  const { EditorState, Modifier, SelectionState } = window.DraftJS;
  const state = editor.getEditorState();
  const content = state.getCurrentContent();
  // Into the block that is there: events that are under way know it by its key.
  const start = SelectionState.createEmpty(content.getFirstBlock().getKey());
  const written = Modifier.insertText(content, start, text);
  editor.onChange(
    EditorState.moveSelectionToEnd(EditorState.push(state, written, "insert-characters")),
  );
}

// The field that the writer goes to next, until its editor can be gone to or another place is.
let wanted = null;
document.addEventListener("focusin", () => {
  wanted = null;
});

export function focus(field) {
  if (!isRich(field)) {
    field.focus();
    return;
  }
  wanted = field;
  // Draft puts its selection also into an editor that is hidden, such as a deleted row's, while
  // the keyboard stays elsewhere; at the next key it looks there for the other's text.
  const look = () => {
    if (wanted !== field || !field.isConnected) return;
    if (field.draftailEditor && field.parentElement.getClientRects().length) {
      field.draftailEditor.focus();
    } else {
      window.requestAnimationFrame(look);
    }
  };
  look();
}

// Nobody comes back to a deleted row; but Wagtail, which goes to a new row by itself a moment after
// it was made.
export function forget(row) {
  for (const field of row.querySelectorAll("input[type=hidden]")) {
    if (field.draftailEditor) field.draftailEditor.focus = () => {};
  }
}

// The editor writes its hidden input a quarter of a second after the last keystroke: what is saved
// sooner, with Ctrl+S, would lack the last words.
export function writeAll(form) {
  for (const field of form.querySelectorAll("input[type=hidden]")) {
    if (field.draftailEditor) field.draftailEditor.saveState();
  }
}

// A new row's editor is made some moments after the row.
function editorOf(field) {
  return new Promise((resolve) => {
    const look = () => {
      if (field.draftailEditor) resolve(field.draftailEditor);
      else if (field.isConnected) window.requestAnimationFrame(look);
    };
    look();
  });
}
