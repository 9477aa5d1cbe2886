### People: profiles, lists, following and blocking, search.

profile-joined = Entrou em { $month }
profile-posts = { $count ->
    [0] publicações
    [one] publicação
   *[other] publicações
}
profile-following = seguindo
profile-followers = { $count ->
    [0] seguidores
    [one] seguidor
   *[other] seguidores
}
profile-friends-count = { $count ->
    [0] amizades
    [one] amizade
   *[other] amizades
}
profile-follows-you = Segue você
profile-requested = Pedido enviado
profile-friend-requested = Pedido de amizade enviado
profile-locked = Aprova seguidores
profile-bot = Bot
profile-friends = Amizade
profile-muted = Conta silenciada
profile-requests = { $count ->
    [one] { $count } pedido para seguir
   *[other] { $count } pedidos para seguir
}
profile-empty-title = Nenhuma publicação ainda
profile-empty-text = Quando { $name } publicar algo, vai aparecer aqui.
profile-empty-own = O que você publicar vai aparecer aqui.
profile-write-first = Escreva a sua primeira publicação
profile-blocking-title = Você bloqueou { $name }
profile-blocking-text = Nenhuma das duas contas vê nada da outra. Desbloqueie para voltar a ver as publicações.
profile-verified = Verificado
profile-verified-at = Link para este perfil verificado em { $time }
profile-tabs = O que é mostrado
profile-tab-posts = Publicações
profile-tab-replies = Publicações e respostas
profile-note-private = Nota privada
profile-note-label = Só você vê isto
profile-note-save = Salvar nota
profile-own-more = Mais da sua conta
profile-more = Mais sobre { $name }

## Buttons

follow = Seguir
follow-back = Seguir de volta
follow-held = Seguindo
follow-cancel = Cancelar pedido
follow-undo = Deixar de seguir
block = Bloquear @{ $acct }
block-text = Você e { $name } não vão ver mais nada um do outro nem seguir um ao outro.
block-submit = Bloquear
unblock = Desbloquear
mute = Silenciar @{ $acct }
mute-duration = Por quanto tempo
mute-for-ever = Até você desfazer
mute-hour = Uma hora
mute-6-hours = 6 horas
mute-day = Um dia
mute-week = Uma semana
mute-notifications = Ocultar também as notificações
mute-submit = Silenciar
unmute = Deixar de silenciar @{ $acct }
friend-ask = Enviar pedido de amizade
friend-cancel = Cancelar pedido de amizade
friend-end = Desfazer amizade
friend-end-text = Você não vai mais seguir { $name }, nem { $name } vai seguir você.
follower-remove = Remover dos seguidores
follower-remove-text = { $name } não vai mais seguir você e não recebe aviso.
follower-remove-submit = Remover
answer-accept = Aceitar
answer-decline = Recusar

## Lists

followers-title = Quem segue { $name }
following-title = Quem { $name } segue
friends-title = Amizades de { $name }
people-tabs = Listas de pessoas
followers-tab = Seguidores
following-tab = Seguindo
friends-tab = Amizades
followers-empty-title = Nenhum seguidor ainda
followers-empty-text = As pessoas que seguem { $name } aparecem aqui.
following-empty-title = Ainda não segue ninguém
following-empty-text = As pessoas que { $name } segue aparecem aqui.
friends-empty-title = Nenhuma amizade ainda
friends-empty-text = As pessoas que seguem { $name } e que { $name } segue aparecem aqui.
people-hidden-title = Não mostrado
people-hidden-text = { $name } não mostra estas listas.
people-hidden-own = Só você vê estas listas.

## Requests

requests-title = Pedidos
requests-friends = Pedidos de amizade
requests-followers = Pedidos para seguir
requests-empty-title = Ninguém está esperando
requests-empty-text = Aqui você responde aos pedidos de amizade e, se aprova seguidores, aos pedidos para seguir você.

## Search

search-title = Pesquisar
search-tags = Hashtags
search-found = { $count ->
    [one] { $count } pessoa
   *[other] { $count } pessoas
}
search-start-title = Encontre pessoas
search-start-text = Pesquise por nome ou @usuário, ou por uma #hashtag.
search-empty-title = Ninguém encontrado
search-empty-text = Ninguém aqui corresponde a “{ $query }”. Confira a grafia ou tente uma parte do nome.
