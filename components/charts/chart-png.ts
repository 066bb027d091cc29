const scale = 2
const head = 28
const inherited = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-family',
  'text-anchor',
]

/** The drawing as a picture with its title above, in the colours of the theme that is shown. */
export async function chartPng(svg: SVGSVGElement, title: string, ground: string, ink: string): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect()
  const copy = withOwnStyles(svg)
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }))
  try {
    const image = await loadImage(url)
    const canvas = document.createElement('canvas')
    canvas.width = Math.ceil(width * scale)
    canvas.height = Math.ceil((height + head) * scale)
    const context = canvas.getContext('2d')
    if (!context) throw new Error('this browser draws no pictures')
    context.scale(scale, scale)
    context.fillStyle = ground
    context.fillRect(0, 0, width, height + head)
    context.fillStyle = ink
    context.font = `12px ${getComputedStyle(document.body).fontFamily}`
    context.fillText(title, 8, 18, width - 16)
    context.drawImage(image, 0, head, width, height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be made'))), 'image/png'),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** A picture knows no style sheets: each element takes along what it is drawn with. */
function withOwnStyles(svg: SVGSVGElement): SVGSVGElement {
  // A clone of an element is of its kind.
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [svg, ...svg.querySelectorAll('*')]
  const copies = [copy, ...copy.querySelectorAll('*')]
  originals.forEach((original, index) => {
    const style = getComputedStyle(original)
    for (const name of inherited) copies[index]?.setAttribute(name, style.getPropertyValue(name))
    copies[index]?.removeAttribute('style')
    copies[index]?.removeAttribute('class')
  })
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return copy
}

function loadImage(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('the drawing could not be read'))
    image.src = url
  })
}
