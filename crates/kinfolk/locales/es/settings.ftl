### Settings: credentials, sessions, apps, the profile.

settings-title = Configuración
settings-profile = Perfil
settings-account = Contraseña, correo y eliminación
settings-privacy = Privacidad
settings-appearance = Idioma y apariencia
settings-sessions = Sesiones abiertas
settings-apps = Aplicaciones
settings-save = Guardar

## Language and appearance

# The language's own name for itself.
language-name = Español
appearance-language = Idioma
appearance-language-auto = El de tu navegador
appearance-language-hint = De las páginas y de los correos que recibes. Las publicaciones quedan como se escribieron.
appearance-scheme = Colores
appearance-scheme-auto = Según tu dispositivo
appearance-scheme-light = Claro
appearance-scheme-dark = Oscuro
appearance-text = Tamaño del texto
appearance-text-normal = Según tu navegador
appearance-text-large = Grande
appearance-text-larger = Más grande
appearance-motion = Movimiento
appearance-less-motion = Desactivar las animaciones
appearance-less-motion-hint = Si no, vale el ajuste de tu dispositivo.
appearance-wrong = Esa opción no existe. No se cambió nada.

## Password, address, deletion

account-password = Cambiar contraseña
account-password-lead = Se cerrará la sesión en todos los demás navegadores que usan tu cuenta. Las aplicaciones siguen conectadas hasta que las quites:
account-current-password = Contraseña actual
account-new-password = Contraseña nueva
account-new-password-again = Repite la contraseña nueva
account-password-submit = Cambiar contraseña
account-email = Cambiar correo electrónico
account-email-now = Tu dirección es { $email }.
account-new-email = Dirección nueva
account-email-submit = Cambiar dirección
account-delete = Eliminar cuenta
account-delete-lead = Tu perfil, tus publicaciones y todo lo demás que es tuyo se eliminarán para siempre y nadie podrá recuperarlos. Tu nombre de usuario no se volverá a dar a nadie.
account-delete-username = Escribe { $username } para confirmar
account-delete-submit = Eliminar mi cuenta

## Sessions

sessions-lead = Navegadores con la sesión abierta en tu cuenta. Si no reconoces alguno, cierra su sesión y cambia tu contraseña.
sessions-this = Este navegador
sessions-end = Cerrar sesión
sessions-end-others = Cerrar las demás sesiones
session-on = { $browser } en { $system }
session-unknown = Navegador desconocido
since = Desde el
last-used = Último uso:

## Apps

apps-lead = Aplicaciones a las que permitiste usar tu cuenta. Debajo del nombre está lo que pidió cada una.
apps-empty-title = No hay aplicaciones
apps-empty-text = Aquí aparecen las aplicaciones a las que permites usar tu cuenta.
apps-remove = Quitar
apps-command-line = Línea de comandos del servidor

## Profile

profile-edit = Editar perfil
profile-avatar = Foto de perfil
profile-avatar-hint = Se muestra cuadrada. Los datos del archivo sobre la cámara y el lugar se eliminan. Hasta 8 MB.
profile-header = Imagen de cabecera
profile-header-hint = Se muestra en la parte superior de tu perfil, tres veces más ancha que alta. Hasta 8 MB.
crop-title = Elige la parte que se muestra
crop-hint = Lo que elijas aquí vale para la imagen que envíes ahora.
crop-x = De izquierda a derecha
crop-y = De arriba abajo
crop-zoom = Más cerca
profile-picture-remove = Quitar esta imagen
profile-display-name = Nombre para mostrar
profile-display-name-hint = Hasta 65 caracteres.
profile-note = Sobre ti
profile-note-hint = Hasta 500 caracteres.
profile-fields = Más sobre ti
profile-fields-hint = Hasta cuatro líneas, como tu sitio web o tus pronombres. Las vacías no se muestran.
profile-field-name = Etiqueta
profile-field-value = Contenido
profile-switch-bot = Esta cuenta la maneja un programa
profile-language = Idioma de tus publicaciones
profile-language-none = Ninguno en particular
profile-language-hint = En el que escribes, si no eliges otro para una publicación.

## Privacy

who-follows = Quién te sigue
who-follows-locked = Quiero aprobar quién me sigue
who-follows-locked-hint = Quien quiera seguirte tendrá que pedirlo antes. Si lo desactivas, se acepta a todas las personas que esperan.
who-follows-hide = Ocultar a quién sigo y quién me sigue
who-follows-hide-hint = Tus amistades también quedan ocultas. Los números se siguen viendo.
who-finds = Quién te encuentra
who-finds-indexable = Permitir que los buscadores muestren mi perfil y mis publicaciones
who-finds-indexable-hint = Si no, se les pide que no incluyan tus páginas.
who-reads = Quién lee lo que publicas
who-reads-default = Para quién es una publicación nueva
who-reads-auto = Tan abierta como mi cuenta
who-reads-hint = Con una cuenta abierta es todo el mundo; si apruebas a tus seguidores, son ellos. Puedes elegirlo de nuevo en cada publicación.
who-more = Más sobre tu privacidad
