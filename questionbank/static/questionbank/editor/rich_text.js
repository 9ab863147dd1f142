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

export async function setText(field, text) {
  if (!isRich(field)) {
    field.value = text;
    return;
  }
  const editor = await editorOf(field);
  const { ContentState, EditorState } = window.DraftJS;
  const content = ContentState.createFromText(text);
  const written = EditorState.push(editor.getEditorState(), content, "insert-characters");
  // Where the selection was, no block is any more.
  editor.onChange(EditorState.moveSelectionToEnd(written));
}

export async function focus(field) {
  if (isRich(field)) (await editorOf(field)).focus();
  else field.focus();
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
