// Unpack what stands in the file as raw deflate in Base64: the sheet first, then the report's script. The policy knows
// the hashes of both.
const unpack = (node) => {
  const bytes = Uint8Array.from(atob(node.textContent), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
};
const put = async (id, name, place) => {
  const element = document.createElement(name);
  element.textContent = await unpack(document.getElementById(id));
  place.append(element);
};
put("look", "style", document.head).then(() => put("code", "script", document.body));
